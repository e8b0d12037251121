"""Trying out where backups go: a small sealed object is written, read back and deleted."""

from app.core.errors import AppError, UnavailableError
from app.core.settings import Settings
from app.dao.blobs import Blob, backup_store, chunks_of, new_name
from app.dao.session import UnitsOfWork
from app.features.backups.errors import BackupDamagedError, BackupsNotConfiguredError
from app.features.backups.providers.sealing import Sealer, new_key
from app.features.backups.providers.target import is_configured, key_of
from app.features.backups.schemas import BackupKeyRead, BackupTestRead
from app.features.backups.service.recording import settings_of
from app.features.settings import service as stored
from app.features.settings.schemas import BackupSettings

_FOLDER = "tests"
_PROBE = b"A test of the place of backups."
_LONGEST = 300


async def try_target(work: UnitsOfWork) -> BackupTestRead:
    """Write, read and delete at the target as it is set now, and return what came of it.

    No transaction is open meanwhile. Whatever fails is what was asked for: it is told, not raised.
    """
    async with work.unit_of_work() as session:
        settings = await settings_of(session)
    error = ""
    try:
        await _probe(settings)
    except Exception as failure:  # noqa: BLE001  see above
        error = _told(failure)
    async with work.unit_of_work() as session:
        await stored.note_test(session, BackupSettings, worked=not error)
    return BackupTestRead(target=settings.backup_url, worked=not error, error=error)


async def _probe(settings: Settings) -> None:
    if not is_configured(settings):
        raise BackupsNotConfiguredError
    sealer = Sealer(key_of(settings))
    store = backup_store(_FOLDER, settings)
    name = new_name()
    await store.add(Blob(name, sealer.seal(chunks_of(_PROBE))))
    try:
        read = b"".join([chunk async for chunk in sealer.open(store.stream(name))])
    finally:
        await store.remove(name)
    if read != _PROBE:
        raise BackupDamagedError(detail="what was read is not what was written")


def _told(failure: Exception) -> str:
    """Return one line; of a store or a disk that refuses, what it says itself."""
    away = isinstance(failure, UnavailableError) and failure.__cause__ is not None
    line = failure.line if isinstance(failure, AppError) else str(failure)
    said = str(failure.__cause__ if away else line).strip()
    return (said or type(failure).__name__).splitlines()[0][:_LONGEST]


def fresh_key() -> BackupKeyRead:
    """Return a new key, which nobody keeps but who asked."""
    key = new_key()
    return BackupKeyRead(key=key, fingerprint=Sealer(key).fingerprint)
