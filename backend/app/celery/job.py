"""The job table: durable units of background work, leased by workers.

`pending → leased → done`; a lease that runs out, or a failure, makes it `pending` again; after
`max_attempts` it is `dead`, stays visible and can be run again by hand.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.dao.base import TableModel, text_enum, timestamp
from app.dao.indexes import trigrams


class JobState(StrEnum):
    """Where a job is in its life."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class Job(TableModel, table=True):
    """One unit of work: the task's name, its arguments and how often it was tried."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "run_at", postgresql_where=text("state IN ('pending', 'leased')")),
        Index(
            "ix_job_undispatched",
            "queue",
            "run_at",
            postgresql_where=text("state = 'pending' AND dispatched_at IS NULL"),
        ),
        Index("ix_job_created", "created_at", "id"),
        Index("ix_job_state_created", "state", "created_at", "id"),
        Index("ix_job_task", "task", "created_at", "id"),
        Index("ix_job_queue", "queue", "created_at", "id"),
        Index("ix_job_request_id", "request_id"),
        trigrams("ix_job_search", "error", where="error IS NOT NULL"),
    )

    task: str
    queue: str
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    key: str | None = Field(default=None, unique=True, description="Makes the job unique for ever")
    state: JobState = text_enum(JobState, default=JobState.PENDING)
    attempts: int = 0
    max_attempts: int
    run_at: datetime = timestamp(sa_column_kwargs={"server_default": text("now()")})
    dispatched_at: datetime | None = timestamp(
        default=None,
        sa_column_kwargs={"server_default": text("now()")},
        description="When its last message is due at a worker; NULL for what workers pull",
    )
    lease: UUID | None = None
    lease_until: datetime | None = timestamp(default=None)
    error: str | None = None
    request_id: str = ""
    trace: str | None = Field(default=None, description="The traceparent of what caused it")
    created_at: datetime = timestamp(sa_column_kwargs={"server_default": text("now()")})
    finished_at: datetime | None = timestamp(default=None)
