"""What is said about jobs."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.celery.job import JobState
from app.celery.queues import Queue
from app.dao.query import EXACT_UP_TO, ListQuery, PageRead, Sort

__all__ = ["JobPage", "JobQuery", "JobRead", "JobState", "JobSummary", "Queue"]

_UP_TO = f"Exact up to {EXACT_UP_TO}; one more stands for more"


class JobRead(BaseModel):
    """A unit of background work."""

    id: UUID
    task: Annotated[str, Field(examples=["mail.send"])]
    queue: Queue
    state: JobState
    attempts: int
    max_attempts: int
    payload: Annotated[dict[str, Any], Field(description="Its arguments; secrets are redacted")]
    error: Annotated[str | None, Field(description="What its last attempt failed with")]
    request_id: str
    run_at: Annotated[datetime, Field(description="When it is, or was, due")]
    lease_until: Annotated[datetime | None, Field(description="How long a worker holds it")]
    created_at: datetime
    finished_at: datetime | None


_SORTS = Literal["created_at", "-created_at"]


class JobQuery(ListQuery):
    """Which jobs to list; `q` looks into errors, or is a task, a request or an id."""

    sort: Sort[_SORTS] = ["-created_at"]
    state: list[JobState] | None = None
    queue: list[Queue] | None = None
    task: list[str] | None = None


JobPage = PageRead[JobRead]


class JobSummary(BaseModel):
    """How much work waits; the age is that of the longest overdue job."""

    pending: Annotated[int, Field(description=_UP_TO)]
    leased: Annotated[int, Field(description=_UP_TO)]
    dead: Annotated[int, Field(description=_UP_TO)]
    oldest_pending_seconds: int
