"""Backups over HTTP, for staff."""

from typing import Annotated

from fastapi import Query, status

from app.features.backups import service
from app.features.backups.permissions import BackupKeyMaker, BackupManager
from app.features.backups.schemas import (
    BackupKeyRead,
    BackupPage,
    BackupQuery,
    BackupRead,
    BackupStatus,
    BackupTestRead,
)
from app.web.dependencies import Reads, Session, Work
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin/backups", tags=["admin"])
settings = Router(prefix="/admin/settings", tags=["settings"])


@read(
    admin,
    "",
    answer=BackupPage,
    operation_id="admin_backups_list",
    summary="Backups of the installation",
)
async def list_backups(
    reads: Reads, _manager: BackupManager, query: Annotated[BackupQuery, Query()]
) -> bytes:
    """List backups that were made or tried, newest first."""
    return await service.read_page(reads, query)


@admin.get(
    "/status", operation_id="admin_backups_status_read", summary="Whether all of it is backed up"
)
async def read_status(session: Session, _manager: BackupManager) -> BackupStatus:
    """Say when the last backup was made, and whether a restored copy is on hold."""
    return await service.read_status(session)


@admin.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="admin_backups_create",
    summary="Make a backup now",
    dependencies=[KEY_REQUIRED],
)
async def start_backup(session: Session, _manager: BackupManager) -> BackupRead:
    """Ask for a backup; one at a time. Needs a target and a key (the settings of backups)."""
    return await service.request(session)


@settings.post(
    "/backups/actions/test",
    operation_id="admin_settings_backups_test",
    summary="Write, read and delete a small object where backups go",
)
async def try_target(work: Work, _manager: BackupManager) -> BackupTestRead:
    """Try the target as it is set now, with the key that is set, and tell what came of it."""
    return await service.try_target(work)


@settings.post(
    "/backups/actions/make-key",
    operation_id="admin_settings_backups_make_key",
    summary="Make a key for backups",
)
async def make_key(_maker: BackupKeyMaker) -> BackupKeyRead:
    """Return a fresh key, told this once and kept nowhere: set it, and keep a copy elsewhere."""
    return service.fresh_key()
