"""Running one job: lease, one unit of work, effect and `done` together.

What is written about a job follows what was committed: a job whose effect is in the database is
done, whatever happens to its worker, its heartbeat or its messages afterwards.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import DispatchMessage, JobDAO, LeasedJob, lease
from app.celery.dead_letter import announce
from app.celery.dispatch import dispatch_after_commit
from app.celery.leases import Leases
from app.celery.spec import NonRetryableError, TaskSpec, is_declared, task_spec
from app.core import tracing
from app.core.context import Actor, ActorKind, acting
from app.core.metrics import Counter, Histogram
from app.core.metrics.instruments import OTHER
from app.dao.session import Database

_MAX_BACKOFF_SECONDS = 300
JOBS = Counter("hostwright_jobs_total", "Attempts at jobs.", "task", "outcome")
JOB_SECONDS = Histogram("hostwright_job_seconds", "How long attempts at jobs took.", "task")


class LeaseLostError(Exception):
    """The job went to another worker while this one was busy; its work is rolled back."""


async def run_job(database: Database, job_id: UUID) -> None:
    """Run one job if it is free; whatever happens to it is written to its row."""
    leases = Leases(database)
    try:
        for leased in await lease(database, [job_id]):
            await run_leased(database, leased, leases)
    finally:
        await leases.close()


async def run_leased(database: Database, leased: LeasedJob, leases: Leases) -> None:
    """Do the work of a job whose lease this process holds, and write what came of it."""
    with (
        acting(Actor(ActorKind.SYSTEM), leased.request_id or str(leased.id)),
        logger.contextualize(job_id=str(leased.id), task=leased.task, attempt=leased.attempts),
        leases.hold(leased),
        tracing.span(leased.task, tracing.CONSUMER, leased.trace or "", _about(leased)) as span,
    ):
        began, outcome = perf_counter(), "done"
        try:
            await _work(database, leased, leases)
        except LeaseLostError:
            outcome = "lease_lost"
            logger.warning("lease lost; another worker has the job")
        except Exception as error:  # noqa: BLE001  every failure belongs into the job's row
            outcome = await _record(database, leased, error)
        else:
            logger.debug("job done")
        if outcome != "done":
            span.failed(outcome)
        name = leased.task if is_declared(leased.task) else OTHER
        JOBS.add(name, outcome)
        JOB_SECONDS.observe(perf_counter() - began, name)


def _about(leased: LeasedJob) -> tracing.Attributes:
    return {
        "messaging.destination.name": leased.queue,
        "hostwright.job_id": str(leased.id),
        "hostwright.attempt": leased.attempts,
        "hostwright.request_id": leased.request_id,
    }


async def _work(database: Database, leased: LeasedJob, leases: Leases) -> None:
    """Run the job and mark it done: with what it wrote, or with others that wrote nothing."""
    spec = task_spec(leased.task)

    async def attempt(session: AsyncSession) -> bool:
        await work(session)
        if not session.in_transaction():
            return False
        await session.flush()
        if not await JobDAO(session).finish(leased):
            raise LeaseLostError
        return True

    async with asyncio.timeout(spec.timeout):
        work = await _work_of(database, spec, spec.arguments(leased.payload))
        finished = await database.transact(attempt) or await leases.finish(leased)
    if not finished:
        raise LeaseLostError


async def _work_of(
    database: Database, spec: TaskSpec, arguments: dict[str, Any]
) -> Callable[[AsyncSession], Awaitable[None]]:
    """Return what is left to do in the transaction that marks the job done."""
    if spec.outside is None:
        return partial(spec.run, **arguments)
    prepare, call = spec.outside.prepare, spec.outside.call
    intent = await database.transact(partial(prepare, **arguments))
    if intent is None:
        return _nothing
    outcome = await (call(intent, database) if spec.outside.reports else call(intent))
    return partial(spec.run, intent=intent, outcome=outcome)


async def _nothing(_session: AsyncSession) -> None:
    """Leave everything as it is."""


def backoff(attempts: int) -> float:
    """Return the seconds to wait after this many attempts: 1, 2, 4 … up to five minutes."""
    return float(min(2 ** (attempts - 1), _MAX_BACKOFF_SECONDS))


async def _record(database: Database, leased: LeasedJob, error: Exception) -> str:
    """Write the failure to the job's row, unless the job is not this worker's any more.

    Return `failed`, `dead` or `lease_lost`.

    A commit whose answer was lost may have taken effect: then the row says done, and stays so.
    """
    dead = isinstance(error, NonRetryableError) or leased.attempts >= leased.max_attempts
    delay = 0 if dead else backoff(leased.attempts)
    reason = f"{type(error).__name__}: {error}"
    async with database.unit_of_work() as session:
        mine = await JobDAO(session).fail(leased, reason, delay, dead=dead)
        if mine and dead:
            await announce(session, leased.id, leased.task, reason)
        elif mine:
            again = DispatchMessage(leased.id, leased.task, leased.queue, delay)
            dispatch_after_commit(session, [again])
    if mine:
        logger.opt(exception=error).log("ERROR" if dead else "WARNING", "job failed: {}", reason)
    else:
        logger.opt(exception=error).info("job is finished or in other hands after: {}", reason)
        return "lease_lost"
    return "dead" if dead else "failed"
