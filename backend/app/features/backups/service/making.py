"""Making a backup: one snapshot of the database, the files it names, and last the manifest."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.settings import Settings, get_settings
from app.core.version import version
from app.dao.blobs import blob_store
from app.dao.session import Database
from app.features.backups.dao import snapshot
from app.features.backups.errors import BackupError
from app.features.backups.providers.postgres import find_programs
from app.features.backups.providers.target import Digested, Target, open_target
from app.features.backups.schemas import IndexLine, Manifest
from app.features.backups.service.fingerprint import fingerprint
from app.features.files import service as files

_MAX_ABSENT = 10_000


@dataclass(slots=True)
class Made:
    """A finished backup, and how many bytes it added to the target."""

    manifest: Manifest
    added: int
    key_fingerprint: str


async def make_backup(database: Database, settings: Settings, name: str) -> Made:
    """Back up everything under a new name.

    Raises BackupError, BackupsNotConfiguredError, StorageFullError and StorageUnavailableError;
    then there is no backup of this name. No transaction is open meanwhile but the snapshot's.
    """
    target = open_target(settings)
    async with snapshot(database) as taken:
        programs = await find_programs(settings, taken.server)
        dump = await target.put(target.databases, name, programs.dump(taken.id))
        index = await target.put(target.indexes, name, _lines(taken.session))
    manifest = Manifest(
        name=name,
        created_at=clock.now(),
        version=version(),
        revision=taken.revision,
        postgres=taken.server,
        secret_key=fingerprint(settings),
        settings=sorted(one.upper() for one in get_settings().model_fields_set),
        database=dump,
        index=index,
        files=0,
        absent=[],
        lost=0,
    )
    added = dump.size + index.size + await _copy_files(database, target, manifest, settings)
    await programs.check(target.open(target.databases, name, dump))
    await target.put_manifest(manifest)
    return Made(manifest, added, target.sealer.fingerprint)


async def _lines(session: AsyncSession) -> AsyncIterator[bytes]:
    """Yield a line of JSON for every file that the snapshot names."""
    async for file in files.walk_kept(session):
        line = IndexLine(folder=file.folder, name=file.name, size=file.size, digest=file.digest)
        yield line.model_dump_json().encode() + b"\n"


async def _copy_files(
    database: Database, target: Target, manifest: Manifest, settings: Settings
) -> int:
    """Copy what the target does not have yet, and count; return the bytes that were added."""
    added = 0
    async for line in target.index(manifest):
        size = await _copy(target, line, settings)
        if size is None:
            await _note_absent(database, manifest, line)
        else:
            manifest.files += 1
            added += size
    return added


async def _copy(target: Target, line: IndexLine, settings: Settings) -> int | None:
    """Copy a file unless it is there; return the bytes that were added, None where it is lost."""
    name = target.name_of(line)
    if await target.files.find(name) is not None:
        return 0
    found = await blob_store(line.folder, settings).find(line.name)
    if found is None:
        return None
    plain = Digested(found.content)
    part = await target.put(target.files, name, plain)
    if line.digest is not None and plain.part.digest != line.digest:
        await target.files.remove(name)
        return None
    return part.size


async def _note_absent(database: Database, manifest: Manifest, line: IndexLine) -> None:
    """Note a file that cannot be copied; one that was let go since the snapshot is not lost."""
    if len(manifest.absent) >= _MAX_ABSENT:
        raise BackupError(detail=f"the bytes of more than {_MAX_ABSENT} files are lost")
    manifest.absent.append(line.name)
    async with database.unit_of_work() as session:
        lost = await files.is_kept(session, line.name)
    if lost:
        logger.warning("the bytes of file {}/{} are lost or altered", line.folder, line.name)
        manifest.lost += 1
