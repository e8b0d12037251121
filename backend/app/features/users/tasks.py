"""Background work of the users feature."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import NonRetryableError, OutsideCall, task
from app.core import clock
from app.features.users import service
from app.features.users.providers.sms import SmsRefusedError, Text

_PURGE_SECONDS = 3600
_TEXT_ATTEMPTS = 9  # a little over the ten minutes a code counts
_CODE_RETENTION = timedelta(days=7)


@task("users.send_verification", queue=Queue.MAIL)
async def send_verification(session: AsyncSession, email: str) -> None:
    """Have a verification mail sent if somebody needs one."""
    await service.send_verification(session, email)


@task("users.send_password_reset", queue=Queue.MAIL)
async def send_password_reset(session: AsyncSession, email: str) -> None:
    """Have a link mailed to whoever has the address, if anybody."""
    await service.send_reset(session, email)


async def _send_text(text: Text) -> None:
    try:
        await service.send_text(text)
    except SmsRefusedError as refused:
        raise NonRetryableError(str(refused)) from refused


@task(
    "users.send_text",
    queue=Queue.MAIL,
    max_attempts=_TEXT_ATTEMPTS,
    outside=OutsideCall(service.begin_text, _send_text),
)
async def finish_text(session: AsyncSession, intent: Text, outcome: None) -> None:  # noqa: ARG001  sending says nothing
    """Note that a text message was sent."""
    await service.finish_text(session, intent)


@periodic("users.purge_codes", every=_PURGE_SECONDS)
async def purge_codes(session: AsyncSession) -> None:
    """Delete one-time codes nobody can use, with the messages that carried them."""
    await service.purge_codes(session, clock.now() - _CODE_RETENTION)


@periodic("users.purge_addresses", every=_PURGE_SECONDS)
async def purge_addresses(session: AsyncSession) -> None:
    """Forget the addresses that are older than the settings keep them."""
    await service.purge_addresses(session)


@periodic("users.purge_sign_ins", every=_PURGE_SECONDS)
async def purge_sign_ins(session: AsyncSession) -> None:
    """Forget old lines of the log of sign-ins, and what was begun and not finished."""
    await service.purge_sign_ins(session)


@periodic("users.purge_sessions", every=_PURGE_SECONDS)
async def purge_sessions(session: AsyncSession) -> None:
    """Delete sessions and tokens that ended long ago."""
    await service.purge(session)
