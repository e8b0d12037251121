"""The promise of the job table: at most one effect, nothing lost, failures visible."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import loop, worker
from app.celery.dao import JobDAO, lease, pull
from app.celery.enqueue import enqueue
from app.celery.job import Job, JobState
from app.celery.queues import Queue
from app.celery.schedule import run_tick
from app.celery.task import NonRetryableError, run_job, task
from app.core.ids import new_id
from app.dao.session import Database


@task("test.effect", queue=Queue.DEFAULT, max_attempts=3)
async def effect(session: AsyncSession, *, mark: UUID) -> None:
    await session.execute(text("INSERT INTO effect VALUES (:mark)"), {"mark": mark})


@task("test.broken", queue=Queue.DEFAULT, max_attempts=2)
async def broken(session: AsyncSession, *, mark: UUID) -> None:
    await effect(session, mark=mark)
    message = "no paper"
    raise RuntimeError(message)


@task("test.never_retried", queue=Queue.DEFAULT)
async def never_retried(_session: AsyncSession) -> None:
    raise NonRetryableError


@dataclass
class Gate:
    """Where the first to run waits, and how it goes on."""

    error: type[Exception] | None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


gates: list[Gate] = []


@task("test.slow", queue=Queue.DEFAULT)
async def slow(session: AsyncSession, *, mark: UUID) -> None:
    await effect(session, mark=mark)
    if gates:
        gate = gates.pop()
        gate.begun.set()
        await gate.opened.wait()
        if gate.error:
            raise gate.error


@pytest.fixture
async def effects(committed: Database) -> Database:
    async with committed.unit_of_work() as session:
        await session.execute(text("CREATE TABLE effect (mark uuid)"))
    return committed


async def _count(database: Database) -> int:
    async with database.unit_of_work() as session:
        return int(await session.scalar(text("SELECT count(*) FROM effect")) or 0)


async def _job(database: Database, job_id: UUID | None) -> Job:
    assert job_id is not None
    async with database.unit_of_work() as session:
        return await JobDAO(session).get(job_id)


async def _enqueue(database: Database, name: str, **arguments: object) -> UUID:
    async with database.unit_of_work() as session:
        job_id = await enqueue(session, name, **arguments)  # type: ignore[arg-type] # any payload
    assert job_id is not None
    return job_id


async def test_twenty_workers_have_one_effect(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.effect", mark=new_id())
    await asyncio.gather(*(run_job(effects, job_id) for _ in range(20)))
    assert await _count(effects) == 1
    assert (await _job(effects, job_id)).state is JobState.DONE


async def test_a_transaction_that_fails_leaves_no_job(effects: Database) -> None:
    async def fail_after_enqueueing() -> None:
        async with effects.unit_of_work() as session:
            await enqueue(session, "test.effect", mark=new_id())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_enqueueing()
    async with effects.unit_of_work() as session:
        assert await JobDAO(session).due() == []


async def test_a_key_makes_a_job_unique(effects: Database) -> None:
    async with effects.unit_of_work() as session:
        assert await enqueue(session, "test.effect", key="once", mark=new_id())
        assert await enqueue(session, "test.effect", key="once", mark=new_id()) is None


async def test_a_failure_is_rolled_back_retried_and_dead_lettered(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.broken", mark=new_id())
    await run_job(effects, job_id)
    after_one = await _job(effects, job_id)
    assert after_one.state is JobState.PENDING
    assert after_one.error == "RuntimeError: no paper"
    assert after_one.run_at > after_one.created_at
    await run_job(effects, job_id)
    assert (await _job(effects, job_id)).state is JobState.DEAD
    assert await _count(effects) == 0


async def test_a_job_that_can_never_succeed_is_dead_lettered_at_once(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.never_retried")
    await run_job(effects, job_id)
    job = await _job(effects, job_id)
    assert (job.state, job.attempts) == (JobState.DEAD, 1)


async def test_a_dead_job_can_be_run_again(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.never_retried")
    await run_job(effects, job_id)
    async with effects.unit_of_work() as session:
        await JobDAO(session).requeue(job_id)
    job = await _job(effects, job_id)
    assert (job.state, job.attempts, job.finished_at) == (JobState.PENDING, 0, None)


async def test_a_worker_whose_lease_ran_out_rolls_back(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.effect", mark=new_id())
    [slow] = await lease(effects, [job_id])
    await _expire(effects)
    await run_job(effects, job_id)
    async with effects.unit_of_work() as session:
        assert not await JobDAO(session).finish(slow)
    assert await _count(effects) == 1


@pytest.mark.parametrize("error", [None, RuntimeError], ids=["done", "failed"])
async def test_a_worker_that_lost_its_lease_while_busy_changes_nothing(
    effects: Database, error: type[Exception] | None
) -> None:
    """A worker that was away for longer than its lease comes back when another has done the job."""
    job_id = await _enqueue(effects, "test.slow", mark=new_id())
    gates.append(gate := Gate(error))
    async with asyncio.timeout(30):
        overtaken = asyncio.create_task(run_job(effects, job_id))
        await gate.begun.wait()
        await _expire(effects)
        await run_job(effects, job_id)
        gate.opened.set()
        await overtaken
    job = await _job(effects, job_id)
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 2, None)
    assert await _count(effects) == 1


async def test_the_sweeper_frees_jobs_of_dead_workers(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.effect", mark=new_id())
    assert await lease(effects, [job_id])
    async with effects.unit_of_work() as session:
        assert await JobDAO(session).sweep() == []
    await _expire(effects)
    async with effects.unit_of_work() as session:
        assert await JobDAO(session).sweep() == [Queue.DEFAULT]
    await run_job(effects, job_id)
    assert await _count(effects) == 1


async def test_a_worker_process_runs_job_after_job_and_closes_what_it_opened(
    effects: Database, process: Database
) -> None:
    jobs = [await _enqueue(process, "test.effect", mark=new_id()) for _ in range(2)]

    def work() -> None:
        try:
            for job_id in jobs:
                worker.app.tasks["test.effect"].apply(args=(str(job_id),), throw=True)
        finally:
            loop.close_runtime()
        loop.close_runtime()

    await asyncio.to_thread(work)
    assert [(await _job(effects, job_id)).state for job_id in jobs] == [JobState.DONE] * 2
    assert await _count(effects) == 2


async def test_the_sweeper_has_workers_pull_what_the_broker_lost(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.effect", mark=new_id())
    async with effects.unit_of_work() as session:
        assert await JobDAO(session).sweep() == []
        await session.execute(text("UPDATE job SET dispatched_at = now() - interval '1 minute'"))
        assert await JobDAO(session).sweep() == [Queue.DEFAULT]
    assert [job.id for job in await pull(effects, Queue.DEFAULT.value, 2)] == [job_id]
    async with effects.unit_of_work() as session:
        assert await JobDAO(session).sweep() == []


async def test_a_job_killed_on_every_attempt_is_dead_lettered(effects: Database) -> None:
    job_id = await _enqueue(effects, "test.effect", mark=new_id())
    for _ in range(3):
        assert await lease(effects, [job_id])
        await _expire(effects)
        await run_tick(effects, "jobs.sweep")
    job = await _job(effects, job_id)
    assert job.state is JobState.DEAD
    assert job.error == "the worker died on every attempt"


async def test_an_undeclared_task_cannot_be_enqueued(effects: Database) -> None:
    async with effects.unit_of_work() as session:
        with pytest.raises(LookupError, match=r"test\.unknown"):
            await enqueue(session, "test.unknown")


async def _expire(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("UPDATE job SET lease_until = now() - interval '1 second'"))
