"""Background work of the users feature."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import task
from app.features.users import service

_PURGE_SECONDS = 3600


@task("users.send_verification", queue=Queue.MAIL)
async def send_verification(session: AsyncSession, email: str) -> None:
    """Have a verification mail sent if somebody needs one."""
    await service.send_verification(session, email)


@periodic("users.purge_sessions", every=_PURGE_SECONDS, queue=Queue.DEFAULT)
async def purge_sessions(session: AsyncSession) -> None:
    """Delete sessions and tokens that ended long ago."""
    await service.purge(session)
