"""Background work of notifications."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import NonRetryableError, task
from app.features.notifications import service
from app.features.notifications.providers.smtp import RecipientRefusedError
from app.features.notifications.service.emails import SEND

ATTEMPTS = 40  # about two and a half hours of a mail server that is away
_PRUNE_SECONDS = 3600


@task(SEND, queue=Queue.MAIL, max_attempts=ATTEMPTS)
async def send_mail(session: AsyncSession, *, mail_id: UUID) -> None:
    """Render and send a stored e-mail; sent once, tried again while the server is away."""
    try:
        await service.send(session, mail_id)
    except RecipientRefusedError as refused:
        raise NonRetryableError(str(refused)) from refused


@periodic("notifications.prune", every=_PRUNE_SECONDS, queue=Queue.DEFAULT)
async def prune(session: AsyncSession) -> None:
    """Delete old e-mails and old notifications."""
    await service.prune_mail(session)
    await service.prune_in_app(session)
