"""Events about background jobs."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class JobEvent(Event):
    """What every event about a job says of it; `task` is the declared name."""

    type: ClassVar = "job"

    job_id: UUID
    task: str


class JobDead(JobEvent):
    """A job failed for the last time and waits for a person; `error` says why."""

    type: ClassVar = "job.dead"

    error: str


class JobRetried(JobEvent):
    """Somebody let a dead job run again."""

    type: ClassVar = "job.retried"
