"""Thousands of renewals by the worker processes of `up`: all collected once, nobody starved.

`just chaos` runs it with 20 000 subscriptions, the suite with fewer.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from kombu.exceptions import OperationalError
from sqlalchemy import text

from app.celery.dao import JobDAO
from app.celery.dead_letter import ANNOUNCE
from app.celery.enqueue import enqueue
from app.celery.job import JobState
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from tests.factories.billing import broken_rules
from tests.factories.renewals import make_subscriptions
from tests.faults.chaos import Workers
from tests.faults.worker import Broker

_DUE = {"ci": 1_200, "full": 20_000}
_AT_ONCE = 2_000
_PATIENCE_SECONDS = {"ci": 120, "full": 900}
_LOOK_SECONDS = 0.2
_BILLING_EVERY, _SWEEP_EVERY = 60, 5
_COLLECTED = "SELECT count(*) FROM subscription WHERE status = 'active' AND paid_through > now()"
_OPEN = "SELECT count(*) FROM invoice WHERE status IN ('open', 'overdue')"
_MASS = "SELECT count(*) FROM job WHERE queue = 'default' AND state <> 'done'"


class Run:
    """A renewal run that worker processes are busy with."""

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database = database
        self._broker = broker

    async def count(self, question: str) -> int:
        """Return the answer to a counting question."""
        async with self._database.unit_of_work() as session:
            return int(await session.scalar(text(question)) or 0)

    async def until(self, question: str, least: int) -> None:
        """Wait until the answer is so much."""
        while await self.count(question) < least:  # noqa: ASYNC110  other processes work on it
            await asyncio.sleep(_LOOK_SECONDS)

    async def enqueue(self, *, lost: bool = False) -> UUID:
        """Enqueue a new job on the default queue, or one whose message the broker has lost."""
        async with self._database.unit_of_work() as session:
            job_id = await enqueue(session, ANNOUNCE, job_id=new_id(), task_name="x", error="y")
            assert job_id is not None
            if lost:
                await session.execute(
                    text(
                        "UPDATE job SET run_at = now() - interval '1 h',"
                        " dispatched_at = now() - interval '1 h' WHERE id = :id"
                    ),
                    {"id": job_id},
                )
                session.info.clear()
        return job_id

    async def done(self, job_id: UUID) -> int:
        """Wait until a job is done; return how much mass work was left then."""
        while await self._state(job_id) is not JobState.DONE:  # noqa: ASYNC110  as above
            await asyncio.sleep(_LOOK_SECONDS)
        return await self.count(_MASS)

    async def _state(self, job_id: UUID) -> JobState:
        async with self._database.unit_of_work() as session:
            return (await JobDAO(session).get(job_id)).state

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Stand for beat."""
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beat.cancel()
            await asyncio.wait([beat])

    async def _beat(self) -> None:
        for second in range(10_000):
            with suppress(OperationalError):
                if second % _BILLING_EVERY == 0:
                    self._broker.tick("billing.invoice_due_periods")
                if second % _SWEEP_EVERY == 0:
                    self._broker.tick("jobs.sweep")
            await asyncio.sleep(1)


async def _make_due(database: Database, many: int) -> list[str]:
    """Make so many due renewals; return the rules that this shortcut breaks."""
    begun = clock.now() - timedelta(days=32)
    with clock.freeze(begun):
        for start in range(0, many, _AT_ONCE):
            async with database.unit_of_work() as session:
                await make_subscriptions(session, min(_AT_ONCE, many - start), begun)
    async with database.unit_of_work() as session:
        await session.execute(text("TRUNCATE event, job CASCADE"))
        return await broken_rules(session)


async def test_thousands_of_renewals_starve_neither_new_jobs_nor_the_sweeper(
    committed: Database, own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = os.environ.get("CHAOS", "ci")
    due = _DUE[profile]
    shortcuts = await _make_due(committed, due)
    broker = Broker(own)
    run = Run(committed, broker)
    workers = Workers("app.celery.groups", own, tmp_path / "log")
    await workers.start()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS[profile]), run.beating():
            await run.until(_COLLECTED, 1)
            begun = time.monotonic()
            new, lost = await run.enqueue(), await run.enqueue(lost=True)
            left_behind = await run.done(new), await run.done(lost)
            await run.until(_COLLECTED, due)
            seconds = time.monotonic() - begun
    finally:
        await workers.stop()
        broker.close()
    with capsys.disabled():
        print(f" {due} renewed in {seconds:.0f} s", left_behind, end="")  # noqa: T201  the figures
    assert min(left_behind) > 0
    assert await run.count("SELECT count(*) FROM charge") == 2 * due
    assert await run.count("SELECT count(*) FROM invoice WHERE status = 'paid'") > due
    assert await run.count(_OPEN) == 0
    async with committed.unit_of_work() as session:
        assert set(await broken_rules(session)) <= set(shortcuts)
