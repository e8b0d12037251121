"""Reading backups back: which there are, and whether all of one is there and true."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from app.core.settings import Settings
from app.features.backups.errors import BackupDamagedError, BackupKeyWrongError
from app.features.backups.providers.postgres import find_programs
from app.features.backups.providers.target import Target, open_target
from app.features.backups.schemas import Manifest

_SHOWN = 20


@dataclass(slots=True)
class Verified:
    """What was read back, and the files that are damaged (the first of them)."""

    manifest: Manifest
    files: int = 0
    damaged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is at a target: the backups that our key opens, the newest first, and others' names."""

    ours: list[Manifest]
    other_keys: list[str]


async def list_backups(settings: Settings) -> Kept:
    """Return every backup at the target; raises as `Target.manifest`, but for other keys' ones."""
    return await look_through(open_target(settings))


async def look_through(target: Target) -> Kept:
    """Return every backup; raises as `Target.manifest`, but for those that another key opens."""
    found: list[Manifest] = []
    others: list[str] = []
    async for blob in target.manifests.walk():
        try:
            found.append(await target.manifest(blob.name))
        except BackupKeyWrongError:
            others.append(blob.name)
    return Kept(sorted(found, key=lambda one: one.created_at, reverse=True), others)


async def verify_backup(settings: Settings, name: str) -> Verified:
    """Read all of a backup: every chunk is authenticated, every digest compared.

    Raises BackupDamagedError for damage of the database's archive or of the list of files; damaged
    files are returned.
    """
    target = open_target(settings)
    manifest = await target.manifest(name)
    await verify_database(target, settings, manifest)
    result = Verified(manifest)
    absent = set(manifest.absent)
    async for line in target.index(manifest):
        if line.name in absent:
            continue
        result.files += 1
        try:
            await _drain(target.file(line))
        except BackupDamagedError as damage:
            detail = damage.params.get("detail", "altered or cut off")
            result.damaged.append(f"{line.folder}/{line.name}: {detail}")
        if len(result.damaged) == _SHOWN:
            break
    return result


async def verify_database(target: Target, settings: Settings, manifest: Manifest) -> None:
    """Read the archive of the database to its end; raises BackupDamagedError."""
    programs = await find_programs(settings, manifest.postgres)
    await programs.check(target.open(target.databases, manifest.name, manifest.database))


async def _drain(content: AsyncIterator[bytes]) -> None:
    async for _ in content:
        pass
