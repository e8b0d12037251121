"""The rows of backups: asked for, run under a lease, done or failed, and told to the staff."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.celery.dao import HoldDAO
from app.celery.enqueue import enqueue
from app.core import clock
from app.core.errors import ConflictError
from app.core.settings import Settings, get_settings
from app.dao.scope import Scope
from app.dao.session import Reads
from app.events.audit import AuditEntry, Target, record
from app.events.backups import BackupDone, BackupFailed
from app.events.outbox import publish
from app.features.backups.audit import AuditAction
from app.features.backups.dao import BACKUPS, BackupDAO
from app.features.backups.errors import (
    BackupKeyInvalidError,
    BackupRunningError,
    BackupsNotConfiguredError,
)
from app.features.backups.models import Backup, BackupState
from app.features.backups.providers.sealing import Sealer
from app.features.backups.providers.target import is_configured, key_of
from app.features.backups.schemas import BackupQuery, BackupRead, BackupStatus, Manifest
from app.features.settings import service as stored
from app.features.users import service as users
from app.manifest import Content, Recipient

RUN = "backups.run"
LEASE = timedelta(minutes=5)
_WAIT = timedelta(hours=1)
"""How long one that was asked for may wait for its process."""
_ERROR_LENGTH = 500
_DIED = "the process that made it ended"
_OVERDUE_PERIODS = 2


async def read_page(reads: Reads, query: BackupQuery) -> bytes:
    """Return a page of `BackupRead` as JSON."""
    return await BACKUPS.page(reads, query, Scope.all())


async def read_status(session: AsyncSession) -> BackupStatus:
    """Return whether the installation is backed up, and whether its work is held."""
    settings = await settings_of(session)
    last = await BackupDAO(session).last(BackupState.DONE)
    hold = await HoldDAO(session).current()
    configured = is_configured(settings)
    key = _fingerprint(settings)
    oldest = clock.now() - timedelta(hours=settings.backup_hours * _OVERDUE_PERIODS)
    return BackupStatus(
        configured=configured,
        key_fingerprint=key,
        other_keys=await BackupDAO(session).count_of_other_keys(key) if key else 0,
        hours=settings.backup_hours,
        last_done_at=last.finished_at if last else None,
        overdue=configured and (last is None or last.created_at < oldest),
        held_since=hold.since if hold else None,
    )


async def settings_of(session: AsyncSession) -> Settings:
    """Return the settings with what the panel says of backups."""
    return await stored.overlaid(session, get_settings())


def _fingerprint(settings: Settings) -> str | None:
    """Return the fingerprint of the key that is set; None where none is, or what is none."""
    try:
        return Sealer(key_of(settings)).fingerprint
    except BackupKeyInvalidError:
        return None


async def request(session: AsyncSession) -> BackupRead:
    """Ask for a backup at once; raises BackupsNotConfiguredError, BackupRunningError."""
    if not is_configured(await settings_of(session)):
        raise BackupsNotConfiguredError
    backup = await _add(session, BackupState.PENDING)
    await enqueue(session, RUN, backup_id=backup.id)
    await _record(session, AuditAction.BACKUP_REQUESTED, backup)
    return _read(backup)


async def request_if_due(session: AsyncSession) -> None:
    """Ask for a backup where the last one was begun a period ago."""
    settings = await settings_of(session)
    if not is_configured(settings):
        return
    last = await BackupDAO(session).last(*(set(BackupState) - {BackupState.REMOVED}))
    if last and last.created_at > clock.now() - timedelta(hours=settings.backup_hours):
        return
    try:
        backup = await _add(session, BackupState.PENDING, scheduled=True)
    except BackupRunningError:
        return
    await enqueue(session, RUN, backup_id=backup.id)


async def start(session: AsyncSession, backup_id: UUID | None = None) -> Backup:
    """Take the lease of a backup that was asked for, or of a new one; raises BackupRunningError."""
    if backup_id is None:
        return await _add(session, BackupState.RUNNING)
    await _end_dead(session)
    dao = BackupDAO(session)
    backup = await dao.lock(backup_id)
    if backup.state is not BackupState.PENDING:
        raise BackupRunningError
    await _refuse_second(session, backup)
    changes = {"state": BackupState.RUNNING, "lease_until": clock.now() + LEASE}
    return await dao.patch(backup_id, changes)


async def _add(session: AsyncSession, state: BackupState, *, scheduled: bool = False) -> Backup:
    await _end_dead(session)
    await _refuse_second(session)
    now = clock.now()
    lease = now + (LEASE if state is BackupState.RUNNING else _WAIT)
    row = Backup(state=state, scheduled=scheduled, created_at=now, lease_until=lease)
    try:
        return await BackupDAO(session).add(row)
    except ConflictError:
        raise BackupRunningError from None


async def _refuse_second(session: AsyncSession, but: Backup | None = None) -> None:
    if any(one is not but for one in await BackupDAO(session).active()):
        raise BackupRunningError


async def _end_dead(session: AsyncSession) -> None:
    """Give up the runs whose lease is over."""
    for one in await BackupDAO(session).active():
        if one.lease_until is not None and one.lease_until < clock.now():
            await _fail(session, one, _DIED)


async def finish(
    session: AsyncSession, backup_id: UUID, manifest: Manifest, added: int, key: str
) -> None:
    """Note that a backup is at the target and was read back; publishes BackupDone."""
    now = clock.now()
    changes = {
        "state": BackupState.DONE,
        "size": added,
        "files": manifest.files,
        "missing": manifest.lost,
        "key_fingerprint": key,
        "finished_at": now,
        "verified_at": now,
    }
    backup = await BackupDAO(session).patch(backup_id, changes)
    event = BackupDone(backup_id=backup.id, size=added, files=manifest.files)
    await publish(session, event, account_id=None)
    await _record(session, AuditAction.BACKUP_MADE, backup)


async def abandon(session: AsyncSession, backup_id: UUID, error: str) -> None:
    """Note that a backup failed, unless it ended before; publishes BackupFailed."""
    backup = await BackupDAO(session).lock(backup_id)
    if backup.state in (BackupState.PENDING, BackupState.RUNNING):
        await _fail(session, backup, error)


async def _fail(session: AsyncSession, backup: Backup, error: str) -> None:
    changes = {
        "state": BackupState.FAILED,
        "error": error[:_ERROR_LENGTH],
        "finished_at": clock.now(),
    }
    await BackupDAO(session).patch(backup.id, changes)
    event = BackupFailed(backup_id=backup.id, error=error[:_ERROR_LENGTH])
    await publish(session, event, account_id=None)
    await _record(session, AuditAction.BACKUP_FAILED, backup)


async def _record(session: AsyncSession, action: AuditAction, backup: Backup) -> None:
    await record(session, AuditEntry(action, target=Target("backup", backup.id)))


async def failed(session: AsyncSession, event: BackupFailed) -> Content:
    """Return what to tell the staff of a backup that failed."""
    people = await users.staff_contacts(session, Permission.SETTINGS_MANAGE)
    return Content(
        params={"error": event.error},
        path="/admin/backups",
        recipients=[Recipient(**one.model_dump()) for one in people],
    )


async def renew(session: AsyncSession, backup: Backup) -> None:
    """Keep the lease of a running backup for another `LEASE`."""
    await BackupDAO(session).renew(backup, clock.now() + LEASE)


async def note_removed(session: AsyncSession, names: Iterable[str]) -> None:
    """Note which backups are not at the target any more."""
    await BackupDAO(session).mark_removed([UUID(name) for name in names])


def _read(backup: Backup) -> BackupRead:
    values = backup.model_dump() | {"name": backup.id.hex}
    return BackupRead.model_validate(values)
