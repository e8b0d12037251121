"""Declaring tasks, and running one job: lease, one unit of work, effect and `done` together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from celery import shared_task
from loguru import logger
from pydantic import ConfigDict, validate_call
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import LEASE_SECONDS, DispatchMessage, JobDAO, LeasedJob
from app.celery.dispatch import dispatch_after_commit
from app.celery.loop import runtime
from app.celery.queues import Queue
from app.core.context import Actor, ActorKind, acting
from app.dao.session import Database

_HEARTBEAT_SECONDS = LEASE_SECONDS / 3
_LONGEST_BACKOFF_SECONDS = 300
_ARBITRARY = ConfigDict(arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A declared task and how its jobs are run; `timeout` is in seconds."""

    name: str
    queue: Queue
    max_attempts: int
    timeout: float
    run: Callable[..., Awaitable[None]]


class NonRetryableError(Exception):
    """Raised by a task whose job can never succeed: it is dead-lettered at once."""


class LeaseLostError(Exception):
    """The job went to another worker while this one was busy; its work is rolled back."""


_specs: dict[str, TaskSpec] = {}
DeadLetterHook = Callable[[AsyncSession, UUID, str, str], Awaitable[None]]
dead_letter_hooks: list[DeadLetterHook] = []


def task_spec(name: str) -> TaskSpec:
    """Return the declared task; raises LookupError."""
    if name not in _specs:
        message = f"no task is declared as {name!r}"
        raise LookupError(message)
    return _specs[name]


def task(
    name: str, *, queue: Queue, max_attempts: int = 8, timeout: float = 60
) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Declare a coroutine `f(session, **payload)` as the task `name`.

    It runs in one unit of work; the job is marked done in the same transaction. `timeout` is in
    seconds; a failure is tried again after 1, 2, 4 … seconds, `max_attempts` times.
    """

    def declare(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        checked = validate_call(config=_ARBITRARY)(function)
        _specs[name] = TaskSpec(name, queue, max_attempts, timeout, checked)

        def run(job_id: str) -> None:
            process = runtime()
            process.run(run_job(process.database, UUID(job_id)))

        shared_task(name=name)(run)
        return function

    return declare


async def dead_lettered(session: AsyncSession, job_id: UUID, task: str, reason: str) -> None:
    """Tell whoever is bound that a job gave up."""
    for hook in dead_letter_hooks:
        await hook(session, job_id, task, reason)


async def run_job(database: Database, job_id: UUID) -> None:
    """Run one job if it is free; whatever happens to it is written to its row."""
    async with database.unit_of_work() as session:
        leased = await JobDAO(session).lease(job_id)
    if leased is None:
        return
    with (
        acting(Actor(ActorKind.SYSTEM), leased.request_id or str(job_id)),
        logger.contextualize(job_id=str(job_id), task=leased.task, attempt=leased.attempts),
    ):
        try:
            await _work(database, leased)
        except LeaseLostError:
            logger.warning("lease lost; another worker has the job")
        except Exception as error:  # noqa: BLE001  every failure belongs into the job's row
            await _record(database, leased, error)


async def _work(database: Database, leased: LeasedJob) -> None:
    spec = task_spec(leased.task)
    async with (
        _heartbeat(database, leased),
        asyncio.timeout(spec.timeout),
        database.unit_of_work() as session,
    ):
        await spec.run(session, **leased.payload)
        await session.flush()
        if not await JobDAO(session).finish(leased):
            raise LeaseLostError
    logger.debug("job done")


@asynccontextmanager
async def _heartbeat(database: Database, leased: LeasedJob) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            await asyncio.sleep(_HEARTBEAT_SECONDS)
            async with database.unit_of_work() as session:
                await JobDAO(session).extend(leased)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


def backoff(attempts: int) -> float:
    """Return the seconds to wait after this many attempts: 1, 2, 4 … up to five minutes."""
    return float(min(2 ** (attempts - 1), _LONGEST_BACKOFF_SECONDS))


async def _record(database: Database, leased: LeasedJob, error: Exception) -> None:
    spec = task_spec(leased.task)
    dead = isinstance(error, NonRetryableError) or leased.attempts >= leased.max_attempts
    delay = 0 if dead else backoff(leased.attempts)
    reason = f"{type(error).__name__}: {error}"
    logger.opt(exception=error).log("ERROR" if dead else "WARNING", "job failed: {}", reason)
    async with database.unit_of_work() as session:
        mine = await JobDAO(session).fail(leased, reason, delay, dead=dead)
        if mine and dead:
            await dead_lettered(session, leased.id, leased.task, reason)
        elif mine:
            message = DispatchMessage(leased.id, leased.task, spec.queue.value, delay)
            dispatch_after_commit(session, [message])
