"""Events about backups of the installation."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class BackupEvent(Event):
    """What every event about a backup says of it."""

    type: ClassVar = "backup"

    backup_id: UUID


class BackupDone(BackupEvent):
    """A backup is at the target and was read back; `size` is what it added, in bytes."""

    type: ClassVar = "backup.done"

    size: int
    files: int


class BackupFailed(BackupEvent):
    """A backup could not be made; `error` says why."""

    type: ClassVar = "backup.failed"

    error: str
