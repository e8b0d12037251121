"""Statements on jobs inside a unit of work: writing, finishing, dead-lettering, sweeping."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlmodel import col

from app.celery.dao.leases import LeasedJob
from app.celery.job import Job, JobState
from app.celery.queues import Queue
from app.core import context, tracing
from app.dao.base import BaseDAO
from app.dao.session import TransactionReads

RESEND_SECONDS = 10
_LOST_LIMIT = 5_000
_ERROR_LENGTH = 2000
WORKER_DIED = "the worker died on every attempt"


@dataclass(frozen=True, slots=True)
class DispatchMessage:
    """What the broker carries: a job that may be due, in `delay` seconds."""

    job_id: UUID
    task: str
    queue: str
    delay: float = 0


class JobDAO(BaseDAO[Job]):
    """Jobs as rows of a unit of work; times are the database's."""

    model = Job

    async def insert(
        self,
        message: DispatchMessage,
        payload: bytes,
        key: str | None,
        tries: int,
        *,
        dispatched: bool = True,
    ) -> bool:
        """Write a pending job; False where a job with this key exists already. `payload` is JSON.

        Without `dispatched` no message is sent for it: a worker pulls it when it is due.
        """
        values = {
            "id": message.job_id,
            "task": message.task,
            "queue": message.queue,
            "payload": payload.decode(),
            "key": key,
            "max_attempts": tries,
            "delay": message.delay,
            "dispatch_delay": message.delay if dispatched else None,
            "request_id": context.current().request_id,
            "trace": tracing.traceparent() or None,
        }
        return await self.session.scalar(_INSERT, values) is not None

    async def insert_all(
        self,
        task: tuple[str, str, int],
        jobs: Sequence[tuple[UUID, str, bytes]],
        *,
        dispatched: bool = True,
    ) -> None:
        """Write pending jobs that are due now, in one statement; the keys must be new.

        `task` is the name, queue and attempts of all; each job is an id, a key and its payload as
        JSON. `dispatched` as above.
        """
        if not jobs:
            return
        name, queue, tries = task
        ids, keys, payloads = zip(*jobs, strict=True)
        values = {
            "task": name,
            "queue": queue,
            "max_attempts": tries,
            "dispatch_delay": 0 if dispatched else None,
            "request_id": context.current().request_id,
            "trace": tracing.traceparent() or None,
            "ids": list(ids),
            "keys": list(keys),
            "payloads": [payload.decode() for payload in payloads],
        }
        await self.session.execute(_INSERT_ALL, values)

    async def finish(self, leased: LeasedJob) -> bool:
        """Mark the job done; False where the lease was lost to another worker."""
        reads = TransactionReads(self.session)
        return await reads.fetch(_FINISH, leased.id, leased.lease) is not None

    async def fail(self, leased: LeasedJob, error: str, delay: float, *, dead: bool) -> bool:
        """Put the job back with its error to run in `delay` seconds, or dead-letter it."""
        values = {
            "id": leased.id,
            "lease": leased.lease,
            "state": (JobState.DEAD if dead else JobState.PENDING).value,
            "error": error.replace("\0", "")[:_ERROR_LENGTH],
            "delay": delay,
            "dead": dead,
        }
        return await self.session.scalar(_FAIL, values) is not None

    async def abandoned(self) -> list[UUID]:
        """Return the jobs whose worker died on their last attempt."""
        found = await self.session.scalars(select(col(Job.id)).where(*_ABANDONED))
        return list(found)

    async def dead_letter(self, job_id: UUID) -> str | None:
        """Dead-letter an abandoned job and return its task; None where it is not abandoned."""
        values = {"id": job_id, "error": WORKER_DIED}
        task: str | None = await self.session.scalar(_DEAD_LETTER, values)
        return task

    async def sweep(self) -> list[str]:
        """Release leases that ran out and jobs whose messages were lost, to be pulled.

        Return the queues in which jobs are due that are to be pulled.
        """
        await self.session.execute(_RELEASE)
        await self.session.execute(_LOST)
        queues = {"queues": [queue.value for queue in Queue]}
        return list(await self.session.scalars(_QUEUES_TO_PULL, queues))

    async def requeue(self, job_id: UUID) -> DispatchMessage:
        """Let a dead job run again with fresh attempts."""
        job = await self.lock(job_id)
        await self.session.execute(_REQUEUE, {"id": job_id})
        await self.session.refresh(job)
        return DispatchMessage(job.id, job.task, job.queue)

    async def requeue_all(self, job_ids: Sequence[UUID]) -> None:
        """Let those of these jobs that are dead run again, to be pulled by workers."""
        await self.session.execute(_REQUEUE_ALL, {"ids": list(job_ids)})

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


_ABANDONED = (
    col(Job.state) == JobState.LEASED,
    col(Job.lease_until) < func.now(),
    col(Job.attempts) >= col(Job.max_attempts),
)
# As text: SQLAlchemy compiles ON CONFLICT anew at every call, which costs a millisecond.
_INSERT = text(
    """
    INSERT INTO job (id, task, queue, payload, key, max_attempts, run_at, dispatched_at,
                     request_id, trace, state, attempts)
    VALUES (:id, :task, :queue, CAST(:payload AS jsonb), :key, :max_attempts,
            now() + make_interval(secs => :delay),
            now() + make_interval(secs => :dispatch_delay), :request_id, CAST(:trace AS text),
            'pending', 0)
    ON CONFLICT (key) DO NOTHING RETURNING id
    """
)
_INSERT_ALL = text(
    """
    INSERT INTO job (id, task, queue, payload, key, max_attempts, dispatched_at, request_id,
                     trace, state, attempts)
    SELECT new.id, :task, :queue, new.payload, new.key, CAST(:max_attempts AS int),
           now() + make_interval(secs => :dispatch_delay), :request_id, CAST(:trace AS text),
           'pending', 0
    FROM unnest(CAST(:ids AS uuid[]), CAST(:keys AS text[]),
                CAST(CAST(:payloads AS text[]) AS jsonb[])) AS new (id, key, payload)
    """
)
_FINISH = """
    UPDATE job SET state = 'done', lease = NULL, lease_until = NULL, error = NULL,
        finished_at = now()
    WHERE id = $1 AND lease = $2 RETURNING task
"""
_FAIL = text(
    """
    UPDATE job SET state = :state, lease = NULL, lease_until = NULL, error = :error,
        run_at = now() + make_interval(secs => :delay),
        dispatched_at = now() + make_interval(secs => :delay),
        finished_at = CASE WHEN :dead THEN now() END
    WHERE id = :id AND lease = :lease RETURNING id
    """
)
_DEAD_LETTER = text(
    """
    UPDATE job SET state = 'dead', lease = NULL, lease_until = NULL, error = :error,
        finished_at = now()
    WHERE id = :id AND state = 'leased' AND lease_until < now() AND attempts >= max_attempts
    RETURNING task
    """
)
_RELEASE = text(
    """
    WITH expired AS (
        SELECT id FROM job
        WHERE state = 'leased' AND lease_until < now() AND attempts < max_attempts
        ORDER BY id FOR UPDATE SKIP LOCKED
    )
    UPDATE job SET state = 'pending', lease = NULL, lease_until = NULL, dispatched_at = NULL
    FROM expired WHERE job.id = expired.id
    """
)
_REQUEUE = text(
    """
    UPDATE job SET state = 'pending', attempts = 0, finished_at = NULL, run_at = now(),
        dispatched_at = now()
    WHERE id = :id
    """
)
_REQUEUE_ALL = text(
    """
    UPDATE job SET state = 'pending', attempts = 0, finished_at = NULL, run_at = now(),
        dispatched_at = NULL
    WHERE id = ANY(CAST(:ids AS uuid[])) AND state = 'dead'
    """
)
_LOST = text(
    f"""
    WITH lost AS (
        SELECT id FROM job
        WHERE state = 'pending' AND run_at <= now()
          AND dispatched_at < now() - interval '{RESEND_SECONDS} seconds'
        ORDER BY run_at LIMIT {_LOST_LIMIT} FOR UPDATE SKIP LOCKED
    )
    UPDATE job SET dispatched_at = NULL FROM lost WHERE job.id = lost.id
    """  # noqa: S608  constants of this module
)
_QUEUES_TO_PULL = text(
    """
    SELECT queue FROM unnest(CAST(:queues AS text[])) AS queue
    WHERE EXISTS (
        SELECT FROM job
        WHERE job.queue = queue.queue AND state = 'pending' AND dispatched_at IS NULL
          AND run_at <= now()
    )
    """
)
