"""The job table for people, and its pruning. Leases and retries are the job machinery's own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.query import EXACT_UP_TO
from app.dao.read import Columnar, JsonQuery
from app.dao.search import Search

_SENSITIVE = (
    "password|passwd|secret|token|credential|authorization|cookie|api_?key"
    "|private_?key|verification_code"
)
_NAMED = rf'("[^"\\]*({_SENSITIVE})[^"\\]*": )("(\\.|[^"\\])*"|-?[0-9][0-9.eE+-]*)'


def _redacted(payload: Columnar) -> ColumnElement[Any]:
    """Redact what is named like a secret, however deep; no payload should hold one."""
    text = func.regexp_replace(cast(payload, String), _NAMED, r'\1"•••"', "gi")
    return cast(text, JSONB)


JOBS = JsonQuery(
    rows=select(
        col(Job.id),
        col(Job.task),
        col(Job.queue),
        col(Job.state),
        col(Job.attempts),
        col(Job.max_attempts),
        _redacted(col(Job.payload)).label("payload"),
        col(Job.error),
        col(Job.request_id),
        col(Job.run_at),
        col(Job.lease_until),
        col(Job.created_at),
        col(Job.finished_at),
    ),
    key=col(Job.id),
    search=Search(
        text=(col(Job.error),), exact=(col(Job.task), col(Job.request_id)), ids=(col(Job.id),)
    ),
)


async def prune_done(session: AsyncSession, age: timedelta, limit: int) -> None:
    """Delete at most `limit` jobs that are done for longer than `age`, by the database's clock."""
    old = func.now() - age
    # Created before it was finished: the index on state and creation narrows it down.
    which = (col(Job.state) == JobState.DONE, col(Job.created_at) < old, col(Job.finished_at) < old)
    locked = select(col(Job.id)).where(*which).limit(limit).with_for_update(skip_locked=True)
    # A subquery that locks may be run again per row and give the next ones; a CTE is run once.
    chosen = select(locked.cte("chosen").c.id)
    await session.execute(
        delete(Job).where(col(Job.id).in_(chosen)).execution_options(synchronize_session=False)
    )


def _count(state: JobState) -> ColumnElement[Any]:
    """Build the number of jobs in a state, read as far as EXACT_UP_TO and one more."""
    few = select(col(Job.id)).where(col(Job.state) == state).limit(EXACT_UP_TO + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


_OVERDUE = func.extract("epoch", func.now() - func.min(col(Job.run_at)))
_OLDEST = select(func.coalesce(func.greatest(_OVERDUE, 0), 0)).where(
    col(Job.state) == JobState.PENDING, col(Job.run_at) <= func.now()
)

SUMMARY = JsonQuery(
    rows=select(
        _count(JobState.PENDING).label("pending"),
        _count(JobState.LEASED).label("leased"),
        _count(JobState.DEAD).label("dead"),
        cast(_OLDEST.scalar_subquery(), Integer).label("oldest_pending_seconds"),
    )
)
