"""Background work of exports and erasures."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import OutsideCall, task
from app.features.files.schemas import StoredBytes
from app.features.privacy import service
from app.features.privacy.schemas import CollectedExport

_EXPIRE_SECONDS = 3600
_LONGEST_SECONDS = 600  # years of a large customer, or of everybody's events


@task(
    "privacy.export",
    queue=Queue.DEFAULT,
    timeout=_LONGEST_SECONDS,
    outside=OutsideCall(service.collect_export, service.write_export),
)
async def make_export(session: AsyncSession, intent: CollectedExport, outcome: StoredBytes) -> None:
    """Collect what is known about a person, write it to a file, and say that it is there."""
    await service.finish_export(session, intent, outcome)


@task("privacy.scrub", queue=Queue.DEFAULT, timeout=_LONGEST_SECONDS)
async def scrub(session: AsyncSession, erasure_id: UUID) -> None:
    """Take the last traces of a person away."""
    await service.scrub(session, erasure_id)


@periodic("privacy.expire", every=_EXPIRE_SECONDS)
async def expire(session: AsyncSession) -> None:
    """Remove exports whose time is over."""
    await service.expire(session)
