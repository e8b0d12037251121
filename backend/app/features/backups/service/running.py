"""One run from beginning to end: its lease, the backup, what is written of it, the thinning out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

from loguru import logger

from app.core.errors import AppError
from app.core.settings import Settings
from app.dao.session import Database
from app.features.backups.models import Backup
from app.features.backups.schemas import Manifest
from app.features.backups.service import recording
from app.features.backups.service.making import make_backup
from app.features.backups.service.retention import thin_out


async def run_backup(
    database: Database, settings: Settings | None = None, backup_id: UUID | None = None
) -> Manifest:
    """Make the backup that was asked for, or a new one, and thin out older ones.

    Without `settings` those count that are set now, in the environment and in the panel.

    Raises BackupRunningError and what `make_backup` raises; the failure is written down before.
    """
    now = await database.transact(recording.settings_of)
    here = settings or now
    backup = await database.transact(partial(recording.start, backup_id=backup_id))
    try:
        async with _lease_renewed(database, backup):
            made = await make_backup(database, here, backup.id.hex)
    except Exception as failure:
        reason = _describe(failure)
        await database.transact(
            partial(recording.abandon, backup_id=backup.id, error=reason),
        )
        raise
    await database.transact(
        partial(
            recording.finish,
            backup_id=backup.id,
            manifest=made.manifest,
            added=made.added,
            key=made.key_fingerprint,
        )
    )
    async with _lease_renewed(database, backup):
        removed = await thin_out(here)
    await database.transact(partial(recording.note_removed, names=removed))
    return made.manifest


def _describe(failure: Exception) -> str:
    """Return what went wrong in one line."""
    if isinstance(failure, AppError):
        return failure.line
    return f"{type(failure).__name__}: {failure}"


@asynccontextmanager
async def _lease_renewed(database: Database, backup: Backup) -> AsyncIterator[None]:
    beating = asyncio.create_task(_renew(database, backup))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])


async def _renew(database: Database, backup: Backup) -> None:
    """Renew until cancelled; a database that is away for a moment costs nothing."""
    while True:
        await asyncio.sleep(recording.LEASE.total_seconds() / 5)
        try:
            await database.transact(partial(recording.renew, backup=backup))
        except Exception as error:  # noqa: BLE001  the next renewal is in time
            logger.warning("the lease of the backup was not renewed: {!r}", error)
