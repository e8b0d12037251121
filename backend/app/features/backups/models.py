"""The table of backups that were made, or tried, from here: the record itself is at the target."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from app.dao.base import TableModel, text_enum, timestamp


class BackupState(StrEnum):
    """Where a backup is in its life; a removed one was thinned out."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REMOVED = "removed"


class Backup(TableModel, table=True):
    """One backup; its name at the target is the id in hex.

    `size` is what it added to the target, in bytes, `files` how many files it names. Whoever
    runs it renews `lease_until`: a run whose lease is over has died. `key_fingerprint` tells which
    key opens it; of those that older releases made nothing is known.
    """

    __tablename__ = "backup"
    __table_args__ = (
        # One waits and one runs, at most.
        Index(
            "uq_backup_active",
            "state",
            unique=True,
            postgresql_where=text("state IN ('pending', 'running')"),
        ),
        Index("ix_backup_created", "created_at", "id"),
        CheckConstraint("state <> 'done' OR finished_at IS NOT NULL", name="finished"),
    )

    state: BackupState = text_enum(BackupState, default=BackupState.PENDING)
    scheduled: bool = False
    size: int = Field(default=0, sa_type=BigInteger)
    files: int = 0
    missing: int = 0
    error: str | None = None
    key_fingerprint: str | None = None
    created_at: datetime = timestamp()
    finished_at: datetime | None = timestamp(default=None)
    verified_at: datetime | None = timestamp(default=None)
    lease_until: datetime | None = timestamp(default=None)
