"""Background work on files."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic_detached
from app.celery.task import OutsideCall, task
from app.dao.session import Database
from app.features.files import service
from app.features.files.models import FilePurpose

_SWEEP_SECONDS = 3_600
_LONGEST_SECONDS = 600


def _of_pictures(payload: dict[str, Any]) -> dict[str, Any]:
    """An older release removed pictures only, and did not say so."""
    return {"purpose": FilePurpose.AVATAR.value} | payload


@task(
    "files.remove",
    queue=Queue.DEFAULT,
    formerly=("users.remove_avatar",),
    upcast=_of_pictures,
    outside=OutsideCall(service.begin_removal, service.remove_bytes),
)
async def remove(session: AsyncSession, intent: object, outcome: None) -> None:
    """Remove the bytes of a file that was let go; there is nothing to write about it."""


@periodic_detached("files.sweep", every=_SWEEP_SECONDS, timeout=_LONGEST_SECONDS)
async def sweep(database: Database) -> None:
    """Remove bytes that no row names, and rows whose bytes never came."""
    await service.sweep(database)
