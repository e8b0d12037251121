"""Restoring a backup into the database and the file store that the settings name.

All that can be refused is refused before anything is touched, and the archive is read to its end
once before a table is dropped. The restored copy is on hold: the installation it comes from may
still run, and two of them must not bill, mail and deploy for the same customers.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import HoldDAO
from app.core.errors import ConflictError
from app.core.settings import Settings, get_settings
from app.dao.blobs import Blob, blob_store
from app.dao.session import Database
from app.features.backups.dao import clear, is_empty, server_version
from app.features.backups.errors import RestoreRefusedError
from app.features.backups.providers.postgres import find_programs
from app.features.backups.providers.target import Target, open_target
from app.features.backups.schemas import IndexLine, Manifest
from app.features.backups.service import recording
from app.features.backups.service.fingerprint import fingerprint
from app.features.backups.service.verifying import verify_database

_PER_MAJOR = 10_000


async def restore_settings(session: AsyncSession) -> Settings:
    """Return where to restore from: what the panel says is known where there is a database."""
    return get_settings() if await is_empty(session) else await recording.settings_of(session)


@dataclass(frozen=True, slots=True)
class Restore:
    """One restore of a backup; `revisions` are the schemas that this release can migrate from."""

    database: Database
    settings: Settings
    revisions: frozenset[str]
    replace: bool = False
    hold: bool = True

    async def run(self, name: str) -> Manifest:
        """Restore the backup of this name.

        Raises RestoreRefusedError, BackupError and what stores raise. The database is restored
        whole or left empty; files that were copied before a failure stay for the next try.
        """
        target = open_target(self.settings)
        manifest = await target.manifest(name)
        self._check_keys(manifest)
        async with self.database.unit_of_work() as session:
            server = await server_version(session)
            self._check_database(manifest, server, empty=await is_empty(session))
        await verify_database(target, self.settings, manifest)
        await self.database.transact(self._prepare)
        await self.database.engine.dispose()
        programs = await find_programs(self.settings, server)
        await programs.restore(target.open(target.databases, name, manifest.database))
        await self._copy_files(target, manifest)
        if not self.hold:
            await self.database.transact(resume)
        return manifest

    def _check_keys(self, manifest: Manifest) -> None:
        if manifest.secret_key != fingerprint(self.settings):
            detail = "SECRET_KEY is not that of the backup: sealed columns could not be opened"
            raise RestoreRefusedError(detail=detail)
        if manifest.revision not in self.revisions:
            detail = f"it is of a newer release ({manifest.version}): install that one first"
            raise RestoreRefusedError(detail=detail)

    def _check_database(self, manifest: Manifest, server: int, *, empty: bool) -> None:
        if server // _PER_MAJOR < manifest.postgres // _PER_MAJOR:
            detail = (
                f"it comes from PostgreSQL {manifest.postgres // _PER_MAJOR}, this one is older"
            )
            raise RestoreRefusedError(detail=detail)
        if not empty and not self.replace:
            detail = "the database is not empty; --replace drops everything in it"
            raise RestoreRefusedError(detail=detail)

    async def _prepare(self, session: AsyncSession) -> None:
        """Empty the database and hold all work, so that no job is ever there without the hold."""
        await clear(session)
        await hold(session, "restored from a backup")

    async def _copy_files(self, target: Target, manifest: Manifest) -> None:
        absent = set(manifest.absent)
        async for line in target.index(manifest):
            if line.name not in absent:
                await self._copy(target, line)

    async def _copy(self, target: Target, line: IndexLine) -> None:
        """Bring one file back; what is there already stays, for files never change."""
        store = blob_store(line.folder, self.settings)
        if await store.find(line.name) is None:
            try:
                await store.add(Blob(line.name, target.file(line)))
            except ConflictError:
                return


async def hold(session: AsyncSession, reason: str) -> None:
    """Let no background work begin until `resume`; holding twice is no error."""
    await HoldDAO(session).hold(reason)


async def resume(session: AsyncSession) -> int:
    """Let background work go on; return how many holds there were."""
    return await HoldDAO(session).release()
