"""Every statement on the job table. Leases run by the database's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.celery.job import Job, JobState
from app.core import context
from app.core.ids import new_id
from app.dao.base import BaseDAO, table_of

LEASE_SECONDS = 15
RESEND_SECONDS = 10
_SWEEP_LIMIT = 500
# Every five seconds: more than the workers of one machine get done in that time.
_UNDISPATCHED_LIMIT = 5_000
_ERROR_LENGTH = 2000
WORKER_DIED = "the worker died on every attempt"


@dataclass(frozen=True, slots=True)
class LeasedJob:
    """A job this worker holds until its lease runs out."""

    id: UUID
    task: str
    queue: str
    payload: dict[str, Any]
    lease: UUID
    attempts: int
    max_attempts: int
    request_id: str


@dataclass(frozen=True, slots=True)
class DispatchMessage:
    """What the broker carries: a job that may be due, in `delay` seconds."""

    job_id: UUID
    task: str
    queue: str
    delay: float = 0


def _in(seconds: float) -> Any:  # noqa: ANN401  an SQL expression
    return func.now() + timedelta(seconds=seconds)


class JobDAO(BaseDAO[Job]):
    """Named statements on jobs."""

    model = Job

    async def insert(
        self,
        message: DispatchMessage,
        payload: dict[str, Any],
        key: str | None,
        tries: int,
        *,
        dispatched: bool = True,
    ) -> bool:
        """Write a pending job; False where a job with this key exists already.

        Without `dispatched` no message is sent now: the sweeper sends one when the job is due.
        """
        values = {
            "id": message.job_id,
            "task": message.task,
            "queue": message.queue,
            "payload": payload,
            "key": key,
            "max_attempts": tries,
            "run_at": _in(message.delay),
            "dispatched_at": _in(message.delay) if dispatched else None,
            "request_id": context.current().request_id,
            "state": JobState.PENDING,
            "attempts": 0,
        }
        statement = insert(Job).values(**values).on_conflict_do_nothing(index_elements=["key"])
        found = await self.session.scalar(statement.returning(col(Job.id)))
        return found is not None

    async def insert_all(self, jobs: Sequence[dict[str, Any]], *, dispatched: bool = True) -> None:
        """Write pending jobs that are due now, in one statement; keys must be new.

        Each says its id, task, queue, payload, key and max_attempts; `dispatched` as above.
        """
        if not jobs:
            return
        request_id = context.current().request_id
        common: dict[str, Any] = {
            "state": JobState.PENDING,
            "attempts": 0,
            "request_id": request_id,
        }
        if not dispatched:
            common["dispatched_at"] = None
        await self.session.execute(insert(_JOBS), [job | common for job in jobs])

    async def lease(self, job_id: UUID) -> LeasedJob | None:
        """Take the job for `LEASE_SECONDS`; None where it is finished or in other hands."""
        free = or_(
            col(Job.state) == JobState.PENDING,
            (col(Job.state) == JobState.LEASED) & (col(Job.lease_until) < func.now()),
        )
        token = new_id()
        statement = (
            update(Job)
            .where(col(Job.id) == job_id, free)
            .values(
                state=JobState.LEASED,
                lease=token,
                lease_until=_in(LEASE_SECONDS),
                attempts=col(Job.attempts) + 1,
            )
            .returning(
                col(Job.task),
                col(Job.queue),
                col(Job.payload),
                col(Job.attempts),
                col(Job.max_attempts),
                col(Job.request_id),
            )
        )
        row = (await self.session.execute(statement)).one_or_none()
        if row is None:
            return None
        return LeasedJob(
            job_id,
            row.task,
            row.queue,
            row.payload,
            token,
            row.attempts,
            row.max_attempts,
            row.request_id,
        )

    async def extend(self, leased: LeasedJob) -> None:
        """Keep the lease for another `LEASE_SECONDS`."""
        await self._update_leased(leased, lease_until=_in(LEASE_SECONDS))

    async def finish(self, leased: LeasedJob) -> bool:
        """Mark the job done; False where the lease was lost to another worker."""
        done = {"state": JobState.DONE, "lease": None, "lease_until": None, "error": None}
        return await self._update_leased(leased, **done, finished_at=func.now())

    async def fail(self, leased: LeasedJob, error: str, delay: float, *, dead: bool) -> bool:
        """Put the job back with its error to run in `delay` seconds, or dead-letter it."""
        state = JobState.DEAD if dead else JobState.PENDING
        return await self._update_leased(
            leased,
            state=state,
            lease=None,
            lease_until=None,
            error=error[:_ERROR_LENGTH],
            run_at=_in(delay),
            dispatched_at=_in(delay),
            finished_at=func.now() if dead else None,
        )

    async def _update_leased(self, leased: LeasedJob, **values: object) -> bool:
        statement = update(Job).where(col(Job.id) == leased.id, col(Job.lease) == leased.lease)
        changed = await self.session.scalar(statement.values(**values).returning(col(Job.id)))
        return changed is not None

    async def abandoned(self) -> list[UUID]:
        """Return the jobs whose worker died on their last attempt."""
        found = await self.session.scalars(select(col(Job.id)).where(*_ABANDONED))
        return list(found)

    async def dead_letter(self, job_id: UUID) -> str | None:
        """Dead-letter an abandoned job and return its task; None where it is not abandoned."""
        dead = {"state": JobState.DEAD, "error": WORKER_DIED, "lease": None, "lease_until": None}
        statement = update(Job).where(col(Job.id) == job_id, *_ABANDONED)
        statement = statement.values(**dead, finished_at=func.now())
        task: str | None = await self.session.scalar(statement.returning(col(Job.task)))
        return task

    async def sweep(self) -> list[DispatchMessage]:
        """Release leases that ran out and return the messages to send for what is due."""
        await self.session.execute(
            update(Job)
            .where(
                col(Job.state) == JobState.LEASED,
                col(Job.lease_until) < func.now(),
                col(Job.attempts) < col(Job.max_attempts),
            )
            .values(
                state=JobState.PENDING,
                lease=None,
                lease_until=None,
                dispatched_at=None,
            )
        )
        return self._messages((await self.session.execute(_RESEND)).all())

    async def requeue(self, job_id: UUID) -> DispatchMessage:
        """Let a dead job run again with fresh attempts."""
        job = await self.lock(job_id)
        job.state, job.attempts, job.finished_at = JobState.PENDING, 0, None
        await self.session.execute(
            update(Job)
            .where(col(Job.id) == job_id)
            .values(run_at=func.now(), dispatched_at=func.now())
        )
        return DispatchMessage(job.id, job.task, job.queue)

    async def due(self) -> list[DispatchMessage]:
        """Return every pending job, whenever due, oldest first."""
        statement = select(col(Job.id), col(Job.task), col(Job.queue)).where(
            col(Job.state) == JobState.PENDING
        )
        return self._messages(
            (await self.session.execute(statement.order_by(col(Job.run_at), col(Job.id)))).all()
        )

    @staticmethod
    def _messages(rows: Sequence[Row[Any]]) -> list[DispatchMessage]:
        return [DispatchMessage(row.id, row.task, row.queue) for row in rows]


_JOBS = table_of(Job)
_ABANDONED = (
    col(Job.state) == JobState.LEASED,
    col(Job.lease_until) < func.now(),
    col(Job.attempts) >= col(Job.max_attempts),
)

_RESEND = text(
    f"""
    WITH undispatched AS (
        SELECT id FROM job
        WHERE state = 'pending' AND run_at <= now() AND dispatched_at IS NULL
        ORDER BY run_at LIMIT {_UNDISPATCHED_LIMIT} FOR UPDATE SKIP LOCKED
    ), lost AS (
        SELECT id FROM job
        WHERE state = 'pending' AND run_at <= now()
          AND dispatched_at < now() - interval '{RESEND_SECONDS} seconds'
        ORDER BY run_at LIMIT {_SWEEP_LIMIT} FOR UPDATE SKIP LOCKED
    )
    UPDATE job SET dispatched_at = now()
    FROM (SELECT id FROM undispatched UNION ALL SELECT id FROM lost) AS waiting
    WHERE job.id = waiting.id
    RETURNING job.id, job.task, job.queue
    """  # noqa: S608  constants of this module
)
