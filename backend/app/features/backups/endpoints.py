"""Backups over HTTP, for staff."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from app.features.backups import service
from app.features.backups.permissions import BackupManager
from app.features.backups.schemas import BackupPage, BackupQuery, BackupRead, BackupStatus
from app.web.dependencies import Reads, Session
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read

admin = APIRouter(prefix="/admin/backups", tags=["admin"])


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
    """Ask for a backup; one at a time. Needs BACKUP_URL and BACKUP_KEY."""
    return await service.request(session)
