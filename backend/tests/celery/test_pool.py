"""What one worker process runs side by side, and how it stops."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest
from loguru import logger
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.enqueue import enqueue, enqueue_all
from app.celery.job import Job, JobState
from app.celery.pool import JobPool
from app.celery.queues import Queue
from app.celery.task import task
from app.core.ids import new_id
from app.dao.session import Database

_MANY = 200
_QUICK = -1
_begun: asyncio.Queue[int] = asyncio.Queue()
_gate = asyncio.Event()


@task("test.waits", queue=Queue.DEFAULT)
async def waits(_session: AsyncSession, *, number: int) -> None:
    _begun.put_nowait(number)
    await _gate.wait()


@task("test.noop", queue=Queue.DEFAULT)
async def noop(_session: AsyncSession) -> None:
    _begun.put_nowait(_QUICK)


@pytest.fixture(autouse=True)
def _closed_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}._gate", asyncio.Event())
    monkeypatch.setattr(f"{__name__}._begun", asyncio.Queue())


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What was logged from WARNING up."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="WARNING", format="{message}")
    yield lines
    logger.remove(sink)


@pytest.fixture
async def pool(committed: Database) -> AsyncIterator[JobPool]:
    made = JobPool(committed, 256)
    yield made
    await made.stop(30)


async def _waiting(database: Database, count: int, *, pulled: bool = False) -> list[UUID]:
    async with database.unit_of_work() as session:
        await enqueue_all(
            session, "test.waits", {str(number): {"number": number} for number in range(count)}
        )
        await session.execute(
            text("UPDATE job SET dispatched_at = CASE WHEN :pulled THEN NULL ELSE now() END"),
            {"pulled": pulled},
        )
        return [message.job_id for message in await JobDAO(session).due()]


async def _job(database: Database, job_id: UUID) -> Job:
    async with database.unit_of_work() as session:
        return await JobDAO(session).get(job_id)


async def test_jobs_that_wait_hold_up_neither_each_other_nor_those_behind_them(
    committed: Database, pool: JobPool
) -> None:
    async with asyncio.timeout(60):
        await pool.accept(await _waiting(committed, _MANY))
        assert {await _begun.get() for _ in range(_MANY)} == set(range(_MANY))
        async with committed.unit_of_work() as session:
            behind = await enqueue(session, "test.noop")
        assert behind is not None
        await pool.accept([behind])
        assert await _begun.get() == _QUICK
        _gate.set()


async def test_no_more_jobs_run_than_there_is_room_for(committed: Database) -> None:
    pool = JobPool(committed, 2)
    async with asyncio.timeout(60):
        accepting = asyncio.create_task(pool.accept(await _waiting(committed, 3)))
        assert len({await _begun.get() for _ in range(2)}) == 2
        assert not accepting.done()
        _gate.set()
        await accepting
        await _begun.get()
        await pool.stop(30)
    async with committed.unit_of_work() as session:
        assert await JobDAO(session).due() == []


async def test_a_pool_that_stops_lets_jobs_end_and_takes_no_more(committed: Database) -> None:
    pool = JobPool(committed, 2)
    async with asyncio.timeout(60):
        first, second = await _waiting(committed, 2)
        await pool.accept([first])
        await _begun.get()
        stopping = asyncio.create_task(pool.stop(30))
        await asyncio.sleep(0)
        await pool.accept([second])
        _gate.set()
        await stopping
    assert (await _job(committed, first)).state is JobState.DONE
    assert (await _job(committed, second)).state is JobState.PENDING


async def test_what_does_not_end_in_time_is_handed_back_and_counts_as_no_attempt(
    committed: Database,
) -> None:
    pool = JobPool(committed, 2)
    async with asyncio.timeout(60):
        [job_id] = await _waiting(committed, 1)
        await pool.accept([job_id])
        await _begun.get()
        await pool.stop(0.01)
    job = await _job(committed, job_id)
    assert (job.state, job.attempts, job.lease, job.error) == (JobState.PENDING, 0, None, None)
    async with committed.unit_of_work() as session:
        assert await JobDAO(session).sweep() == [Queue.DEFAULT]


async def test_a_job_that_is_gone_makes_room_again(committed: Database) -> None:
    pool = JobPool(committed, 1)
    async with asyncio.timeout(60):
        await pool.accept([new_id(), new_id(), new_id()])
        await pool.stop(30)


async def test_pulled_jobs_leave_half_of_the_room_to_new_ones(committed: Database) -> None:
    pool = JobPool(committed, 8)
    await _waiting(committed, 6, pulled=True)
    async with asyncio.timeout(60):
        await pool.pull(Queue.DEFAULT)
        assert len({await _begun.get() for _ in range(4)}) == 4
        async with committed.unit_of_work() as session:
            new = await enqueue(session, "test.noop")
        assert new is not None
        await pool.accept([new])
        assert await _begun.get() == _QUICK
        assert _begun.empty()
        _gate.set()
        assert len({await _begun.get() for _ in range(2)}) == 2
        await pool.stop(30)
    assert await _left(committed) == 0


async def test_all_that_is_due_in_a_queue_is_pulled_once_by_two_pools(committed: Database) -> None:
    _gate.set()
    await _waiting(committed, 3 * _MANY, pulled=True)
    pools = [JobPool(committed, 16) for _ in range(2)]
    async with asyncio.timeout(120):
        for pool in pools:
            await pool.pull(Queue.DEFAULT)
            await pool.pull(Queue.BILLING)
        assert sorted([await _begun.get() for _ in range(3 * _MANY)]) == list(range(3 * _MANY))
        for pool in pools:
            await pool.stop(30)
    assert await _left(committed) == 0
    assert _begun.empty()


async def test_pulling_stops_when_the_pool_stops(committed: Database) -> None:
    pool = JobPool(committed, 2)
    await _waiting(committed, 3, pulled=True)
    async with asyncio.timeout(60):
        await pool.pull(Queue.DEFAULT)
        await _begun.get()
        await pool.stop(0.01)
        await pool.pull(Queue.DEFAULT)
    assert _begun.empty()
    async with committed.unit_of_work() as session:
        assert len(await JobDAO(session).due()) == 3


async def test_a_job_that_comes_back_while_its_first_run_goes_on_runs_twice_and_is_done_once(
    committed: Database, said: list[str]
) -> None:
    pool = JobPool(committed, 4)
    async with asyncio.timeout(60):
        [job_id] = await _waiting(committed, 1)
        await pool.accept([job_id])
        await _begun.get()
        async with committed.unit_of_work() as session:
            await session.execute(text("UPDATE job SET lease_until = now() - interval '1 s'"))
        await pool.accept([job_id])
        await _begun.get()
        _gate.set()
        await pool.stop(30)
    job = await _job(committed, job_id)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert said == ["lease lost; another worker has the job\n"]


async def _left(database: Database) -> int:
    async with database.unit_of_work() as session:
        return int(await session.scalar(text("SELECT count(*) FROM job WHERE state <> 'done'")))
