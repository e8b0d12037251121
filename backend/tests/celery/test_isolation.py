"""One row, handler or tick that fails stops no other, and what was committed is never a failure."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from loguru import logger
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import dead_letter, dispatch, leases, schedule
from app.celery.dao import DispatchMessage, JobDAO, LeasedJob, lease, pull
from app.celery.dead_letter import ANNOUNCE, announce
from app.celery.each import Tally, each
from app.celery.enqueue import enqueue
from app.celery.job import JobState
from app.celery.queues import Queue
from app.celery.schedule import periodic, periodic_detached, run_tick
from app.celery.task import run_job, task
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database, after_commit
from app.events import bus
from app.events.bus import Subscription
from app.events.jobs import JobDead
from tests.jobs import drain_jobs


@task("test.spent", queue=Queue.DEFAULT, max_attempts=1)
async def spent(session: AsyncSession, *, number: int) -> None:
    await session.execute(text("INSERT INTO mark VALUES (:number)"), {"number": number})


@pytest.fixture
async def marks(committed: Database) -> Database:
    async with committed.unit_of_work() as session:
        await session.execute(text("CREATE TABLE mark (number int PRIMARY KEY)"))
    return committed


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What was logged from WARNING up."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="WARNING", format="{message}")
    yield lines
    logger.remove(sink)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[DispatchMessage]:
    """What the broker was told."""
    found: list[DispatchMessage] = []

    monkeypatch.setattr(dispatch, "send_messages", found.extend)
    return found


async def _enqueue(database: Database, number: int) -> UUID:
    async with database.unit_of_work() as session:
        job_id = await enqueue(session, "test.spent", number=number)
    assert job_id is not None
    return job_id


async def _abandon(database: Database, number: int) -> UUID:
    """Make a job whose worker died on its last attempt."""
    job_id = await _enqueue(database, number)
    assert await lease(database, [job_id])
    async with database.unit_of_work() as session:
        await session.execute(
            text("UPDATE job SET lease_until = now() - interval '1 s' WHERE id = :id"),
            {"id": job_id},
        )
    return job_id


async def _lose(database: Database, number: int) -> UUID:
    """Make a job whose message the broker lost."""
    job_id = await _enqueue(database, number)
    async with database.unit_of_work() as session:
        await session.execute(
            text("UPDATE job SET dispatched_at = now() - interval '1 min' WHERE id = :id"),
            {"id": job_id},
        )
    return job_id


async def _states(database: Database, *job_ids: UUID) -> list[JobState]:
    async with database.unit_of_work() as session:
        return [(await JobDAO(session).get(job_id)).state for job_id in job_ids]


async def _marks(database: Database) -> list[int]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(text("SELECT number FROM mark ORDER BY number")))


async def test_a_row_that_cannot_be_dead_lettered_holds_up_no_other(
    marks: Database, sent: list[DispatchMessage]
) -> None:
    stuck, other = await _abandon(marks, 1), await _abandon(marks, 2)
    lost = await _lose(marks, 3)
    sent.clear()
    async with marks.unit_of_work() as session:
        await session.execute(text(_REFUSE_DEATH))
        await session.execute(
            text(
                "CREATE TRIGGER refuse BEFORE UPDATE ON job FOR EACH ROW"
                f" WHEN (NEW.state = 'dead' AND NEW.id = '{stuck}') EXECUTE FUNCTION refuse()"
            )
        )
    await run_tick(marks, "jobs.sweep")
    assert [(message.task, message.queue) for message in sent if message.task == dispatch.PULL] == [
        (dispatch.PULL, Queue.DEFAULT)
    ]
    assert [job.id for job in await pull(marks, Queue.DEFAULT.value, 5)] == [lost]
    assert await _states(marks, stuck, other) == [JobState.LEASED, JobState.DEAD]


_REFUSE_DEATH = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'renamed in a release'; END $$
"""


async def test_a_failing_handler_of_job_dead_stops_no_other_and_ends_itself(
    marks: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[UUID] = []

    async def failing(_session: AsyncSession, _event: JobDead) -> None:
        raise ZeroDivisionError

    async def listening(_session: AsyncSession, event: JobDead) -> None:
        heard.append(event.job_id)

    for handler in (failing, listening):
        name = f"tests.{handler.__name__}"
        monkeypatch.setitem(bus._subscriptions, name, Subscription(name, JobDead, handler))
    dead = {await _abandon(marks, 1), await _abandon(marks, 2)}
    await run_tick(marks, "jobs.sweep")
    await drain_jobs(marks)
    assert set(heard) == dead
    async with marks.unit_of_work() as session:
        events = await session.scalar(text("SELECT count(*) FROM event WHERE type = 'job.dead'"))
    assert events == len(dead)


async def test_an_item_that_fails_is_rolled_back_and_the_others_go_on(
    marks: Database, said: list[str]
) -> None:
    async def work(session: AsyncSession, number: int) -> None:
        await spent(session, number=number)
        if number == 2:
            raise ZeroDivisionError

    assert await each(marks, [1, 2, 3], work) == Tally(done=2, failed=1)
    assert await _marks(marks) == [1, 3]
    assert [line for line in said if line.startswith("failed for 2")]


async def test_a_deadlock_runs_again(marks: Database) -> None:
    async with marks.unit_of_work() as session:
        await session.execute(text("INSERT INTO mark VALUES (1), (2)"))
    both = asyncio.Barrier(2)
    runs = {1: 0, 2: 0}

    async def swap(session: AsyncSession, first: int) -> None:
        runs[first] += 1
        await _touch(session, first)
        if runs[first] == 1:
            await both.wait()
        await _touch(session, 3 - first)

    async with asyncio.timeout(30):
        tallies = await asyncio.gather(*(each(marks, [first], swap) for first in (1, 2)))
    assert tallies == [Tally(done=1), Tally(done=1)]
    assert sum(runs.values()) == 3


async def _touch(session: AsyncSession, number: int) -> None:
    await session.execute(
        text("UPDATE mark SET number = number WHERE number = :number"), {"number": number}
    )


@pytest.fixture
def _no_ticks_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_ticks", dict(schedule._ticks))


@pytest.mark.usefixtures("_no_ticks_left")
async def test_a_tick_that_takes_too_long_is_ended_and_rolled_back(marks: Database) -> None:
    @periodic("test.endless", every=1, queue=Queue.DEFAULT, timeout=0.05)
    async def endless(session: AsyncSession) -> None:
        await spent(session, number=1)
        await asyncio.Event().wait()

    async with asyncio.timeout(30):
        with pytest.raises(TimeoutError):
            await run_tick(marks, "test.endless")
    assert await _marks(marks) == []


@pytest.mark.usefixtures("_no_ticks_left")
async def test_a_tick_keeps_what_it_committed_item_by_item_and_runs_once_at_a_time(
    marks: Database,
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    @periodic_detached("test.items", every=1, queue=Queue.DEFAULT)
    async def items(database: Database) -> None:
        await each(database, [1, 1, 2], _mark)
        begun.set()
        await go.wait()

    async with asyncio.timeout(30):
        first = asyncio.create_task(run_tick(marks, "test.items"))
        await begun.wait()
        await run_tick(marks, "test.items")
        assert await _marks(marks) == [1, 2]
        go.set()
        await first


async def _mark(session: AsyncSession, number: int) -> None:
    await spent(session, number=number)


async def test_a_failed_renewal_of_leases_is_tried_again(
    marks: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: asyncio.Queue[int] = asyncio.Queue()
    times = 0

    async def renew(_database: Database, held: Sequence[LeasedJob]) -> None:
        assert [job.id for job in held] == [job_id]
        nonlocal times
        times += 1
        beats.put_nowait(times)
        if times == 1:
            raise OSError

    monkeypatch.setattr(leases, "renew", renew)
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(leases, "_RETRY_SECONDS", 0.01)
    job_id = await _enqueue(marks, 1)
    [leased] = await lease(marks, [job_id])
    held = leases.Leases(marks)
    async with asyncio.timeout(30):
        with held.hold(leased):
            found = [await beats.get() for _ in range(3)]
        await held.close()
    assert found == [1, 2, 3]


@task("test.afterwards", queue=Queue.DEFAULT)
async def afterwards(session: AsyncSession) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    after_commit(session, fail)


async def test_what_fails_after_the_commit_makes_no_failed_job(
    marks: Database, said: list[str]
) -> None:
    async with marks.unit_of_work() as session:
        job_id = await enqueue(session, "test.afterwards")
    assert job_id is not None
    await run_job(marks, job_id)
    assert await _states(marks, job_id) == [JobState.DONE]
    assert [line for line in said if line.startswith("job failed")] == []


_CONNECTION_LOST = OperationalError("COMMIT", {}, ConnectionResetError())


class _AnswerLost(Database):
    """Commits, and loses the connection before it hears of that, once the work is marked."""

    lost = False

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        async with super().unit_of_work() as session:
            yield session
        if not self.lost and await _marks_of(self):
            self.lost = True
            raise _CONNECTION_LOST


async def _marks_of(database: Database) -> int:
    async with database.sessions() as session:
        return int(await session.scalar(text("SELECT count(*) FROM mark")) or 0)


async def test_a_commit_whose_answer_is_lost_is_no_failure(
    marks: Database, settings: Settings, said: list[str]
) -> None:
    job_id = await _enqueue(marks, 1)
    address = marks.engine.url.render_as_string(hide_password=False)
    flaky = _AnswerLost(settings.model_copy(update={"database_url": address}))
    try:
        await run_job(flaky, job_id)
    finally:
        await flaky.close()
    assert flaky.lost
    assert await _states(marks, job_id) == [JobState.DONE]
    assert await _marks(marks) == [1]
    assert [line for line in said if "failed" in line] == []


async def test_the_death_of_an_announcement_is_not_announced(marks: Database) -> None:
    async with marks.unit_of_work() as session:
        await announce(session, new_id(), ANNOUNCE, "gone")
        jobs = await session.scalar(text("SELECT count(*) FROM job"))
    assert jobs == 0


async def test_a_job_that_is_pending_again_is_not_dead_lettered(
    marks: Database,
) -> None:
    job_id = await _lose(marks, 4)
    async with marks.unit_of_work() as session:
        await dead_letter._dead_letter(session, job_id)
    assert await _states(marks, job_id) != [JobState.DEAD]
