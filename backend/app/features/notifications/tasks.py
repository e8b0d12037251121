"""Background work of notifications."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import NonRetryableError, OutsideCall, task
from app.core.smtp import RecipientRefusedError
from app.features.notifications import service
from app.features.notifications.service.emails import SEND

ATTEMPTS = 40  # about two and a half hours of a mail server that is away
_PRUNE_SECONDS = 3600


async def _send(delivery: service.Delivery) -> str:
    try:
        return await service.send(delivery)
    except RecipientRefusedError as refused:
        raise NonRetryableError(str(refused)) from refused


@task(
    SEND,
    queue=Queue.MAIL,
    max_attempts=ATTEMPTS,
    outside=OutsideCall(service.begin_delivery, _send),
)
async def finish_mail(session: AsyncSession, intent: service.Delivery, outcome: str) -> None:
    """Note that a stored e-mail was sent; tried again while the server is away."""
    await service.finish_delivery(session, intent, outcome)


@periodic("notifications.prune", every=_PRUNE_SECONDS)
async def prune(session: AsyncSession) -> None:
    """Delete old e-mails and old notifications."""
    await service.prune_mail(session)
    await service.prune_in_app(session)
