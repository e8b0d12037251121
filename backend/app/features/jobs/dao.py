"""Reads of the job table for people. Leases and retries are the job machinery's own."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.read import Columnar, ReadSource

_SENSITIVE = (
    "password|passwd|secret|token|credential|authorization|cookie|api_?key"
    "|private_?key|verification_code"
)
_NAMED = rf'("[^"\\]*({_SENSITIVE})[^"\\]*": )("(\\.|[^"\\])*"|-?[0-9][0-9.eE+-]*)'


def _blotted(payload: Columnar) -> ColumnElement[Any]:
    """Blot out what is named like a secret, however deep; no payload should hold one."""
    text = func.regexp_replace(cast(payload, String), _NAMED, r'\1"•••"', "gi")
    return cast(text, JSONB)


JOBS = ReadSource(
    rows=select(
        col(Job.id),
        col(Job.task),
        col(Job.queue),
        col(Job.state),
        col(Job.attempts),
        col(Job.max_attempts),
        _blotted(col(Job.payload)).label("payload"),
        col(Job.error),
        col(Job.request_id),
        col(Job.run_at),
        col(Job.lease_until),
        col(Job.created_at),
        col(Job.finished_at),
    ),
    key=col(Job.id),
    search=(col(Job.task), col(Job.error), col(Job.request_id), cast(col(Job.id), String)),
)


def _count(state: JobState) -> ColumnElement[Any]:
    return select(func.count()).where(col(Job.state) == state).scalar_subquery()


_OVERDUE = func.extract("epoch", func.now() - func.min(col(Job.run_at)))
_OLDEST = select(func.coalesce(func.greatest(_OVERDUE, 0), 0)).where(
    col(Job.state) == JobState.PENDING, col(Job.run_at) <= func.now()
)

SUMMARY = ReadSource(
    rows=select(
        _count(JobState.PENDING).label("pending"),
        _count(JobState.LEASED).label("leased"),
        _count(JobState.DEAD).label("dead"),
        cast(_OLDEST.scalar_subquery(), Integer).label("oldest_pending_seconds"),
    )
)
