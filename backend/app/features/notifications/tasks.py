"""Background work of notifications."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import NonRetryableError, OutsideCall, task
from app.core.smtp import RecipientRefusedError
from app.dao.session import Database
from app.features.notifications import service
from app.features.notifications.service.emails import SEND
from app.features.notifications.service.mails import RETRY_FAILED

ATTEMPTS = 40  # about two and a half hours of a mail server that is away
_PRUNE_SECONDS = 3600


async def _send(delivery: service.Delivery, database: Database) -> service.Sent:
    try:
        return await service.send(delivery)
    except Exception as error:
        said = f"{type(error).__name__}: {error}".strip(": ")
        await database.transact(partial(service.note_failure, mail_id=delivery.mail_id, error=said))
        if isinstance(error, RecipientRefusedError):
            raise NonRetryableError(str(error)) from error
        raise


@task(
    SEND,
    queue=Queue.MAIL,
    max_attempts=ATTEMPTS,
    outside=OutsideCall(service.begin_delivery, _send, reports=True),
)
async def finish_mail(
    session: AsyncSession, intent: service.Delivery, outcome: service.Sent
) -> None:
    """Note that a stored e-mail was sent; tried again while the server is away."""
    await service.finish_delivery(session, intent, outcome)


@task(RETRY_FAILED, queue=Queue.MAIL)
async def retry_failed(
    session: AsyncSession, since: datetime, until: datetime, after: UUID | None = None
) -> None:
    """Try a batch of failed e-mails again; the next one has a job of its own."""
    await service.retry_failed(session, since, until, after)


@periodic("notifications.prune", every=_PRUNE_SECONDS)
async def prune(session: AsyncSession) -> None:
    """Delete old e-mails and old notifications."""
    await service.prune_mail(session)
    await service.prune_in_app(session)
