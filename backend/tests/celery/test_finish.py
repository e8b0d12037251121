"""Jobs that wrote nothing are marked done together; what they are promised stays the same."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import finish as finishing
from app.celery.dao import JobDAO, LeasedJob, finish, lease, renew
from app.celery.enqueue import enqueue_all
from app.celery.job import Job, JobState
from app.celery.pool import JobPool
from app.celery.queues import Queue
from app.celery.runner import run_job
from app.celery.task import task
from app.dao.session import Database

_MANY = 100


@task("test.idle", queue=Queue.DEFAULT, max_attempts=2)
async def idle(_session: AsyncSession) -> None:
    await asyncio.sleep(0)


@pytest.fixture
async def pool(committed: Database) -> AsyncIterator[JobPool]:
    made = JobPool(committed, _MANY)
    yield made
    await made.stop(30)


async def _enqueue(database: Database, count: int) -> list[UUID]:
    async with database.unit_of_work() as session:
        await enqueue_all(session, "test.idle", {str(number): {} for number in range(count)})
        return [message.job_id for message in await JobDAO(session).due()]


async def _jobs(database: Database) -> Sequence[Job]:
    async with database.unit_of_work() as session:
        return (await session.scalars(JobDAO(session).rows())).all()


async def test_jobs_that_write_nothing_share_commits_and_take_no_connection(
    committed: Database, pool: JobPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups: list[int] = []

    async def count(database: Database, jobs: Sequence[LeasedJob]) -> set[tuple[UUID, UUID]]:
        groups.append(len(jobs))
        return await finish(database, jobs)

    monkeypatch.setattr(finishing, "finish", count)
    job_ids = await _enqueue(committed, _MANY)
    taken: list[object] = []
    engine = committed.engine.sync_engine
    event.listen(engine, "checkout", lambda *connection: taken.append(connection))
    async with asyncio.timeout(60):
        await pool.accept(job_ids)
        await pool.stop(30)
    assert taken == []
    assert sum(groups) == _MANY
    assert len(groups) < _MANY / 4
    assert {(job.state, job.attempts) for job in await _jobs(committed)} == {(JobState.DONE, 1)}


async def test_a_lease_that_was_lost_is_left_to_its_new_holder(committed: Database) -> None:
    kept, lost = await _enqueue(committed, 2)
    held = await lease(committed, [kept, lost])
    async with committed.unit_of_work() as session:
        await session.execute(
            text("UPDATE job SET lease = gen_random_uuid() WHERE id = :id"), {"id": lost}
        )
    assert await finish(committed, held) == {(kept, held[0].lease)}
    assert {job.id: job.state for job in await _jobs(committed)} == {
        kept: JobState.DONE,
        lost: JobState.LEASED,
    }


async def test_a_finish_that_fails_is_a_failed_attempt_of_each(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_database: Database, _jobs: Sequence[LeasedJob]) -> set[tuple[UUID, UUID]]:
        raise ConnectionRefusedError

    job_ids = await _enqueue(committed, 2)
    with monkeypatch.context() as patch:
        patch.setattr(finishing, "finish", refuse)
        await asyncio.gather(*(run_job(committed, job_id) for job_id in job_ids))
    assert [(job.state, job.error) for job in await _jobs(committed)] == [
        (JobState.PENDING, "ConnectionRefusedError: ")
    ] * 2
    await asyncio.gather(*(run_job(committed, job_id) for job_id in job_ids))
    assert {job.state for job in await _jobs(committed)} == {JobState.DONE}


async def test_renewing_and_finishing_do_not_deadlock(
    committed: Database,
) -> None:
    held = await lease(committed, await _enqueue(committed, _MANY))
    async with asyncio.timeout(60):
        for start in range(0, _MANY, 10):
            ending = held[start : start + 10]
            await asyncio.gather(
                renew(committed, held[::-1]), finish(committed, ending), renew(committed, held)
            )
    assert {job.state for job in await _jobs(committed)} == {JobState.DONE}
