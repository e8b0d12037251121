"""Work done by workers that are killed, through a broker that is emptied: what came of it.

The harness is the parent of what it kills. It writes jobs, strikes at moments that a seed chooses,
stands for beat, and compares the marks that the jobs left with the jobs that it wrote.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import redis
from kombu.exceptions import OperationalError
from sqlalchemy import text

from app.celery.enqueue import enqueue, enqueue_all
from app.core.settings import Settings
from app.dao.session import Database
from tests.faults.chaos_tasks import IDLE, MARK
from tests.faults.defects import DEFECT
from tests.faults.worker import Broker

_BACKEND = Path(__file__).parents[2]
_SWEEP_SECONDS = 1.0
_LOOK_SECONDS = 0.2
_LONGEST_JOB_SECONDS = 0.6
_BULK, _SINGLE = 150, 20
_IDLE_EVERY = 10
_UNFINISHED = "SELECT count(*) FROM job WHERE state <> 'done'"


@dataclass(frozen=True)
class Profile:
    """How long a run is: in each round jobs are written and a worker is killed."""

    rounds: int
    wipe_every: int
    expire_every: int
    pause_seconds: float
    patience_seconds: float
    expire_at_end: bool = False


PROFILES = {
    "ci": Profile(4, 2, 2, 0.5, 60, expire_at_end=True),
    "full": Profile(120, 5, 7, 4, 300),
}


@dataclass
class Verdict:
    """What was written and done to the workers, and what is wrong with what came of it."""

    written: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    unfinished: int = 0

    @property
    def good(self) -> bool:
        """Nothing is lost, doubled, dead or still waiting."""
        return not (self.lost or self.doubled or self.unfinished)


class Workers:
    """A parent of worker processes, each of which can be killed with -9."""

    def __init__(self, module: str, settings: Settings, log: Path, **variables: str) -> None:
        self._module = module
        self._log = log
        self._environment = os.environ | {
            "ENVIRONMENT": "test",
            "DATABASE_URL": settings.database_url,
            "CELERY_BROKER_URL": settings.celery_broker_url,
            "REDIS_URL": settings.redis_url,
            "LOG_LEVEL": "WARNING",
            **variables,
        }
        self._parent: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the parent; its workers come up one after another."""
        with self._log.open("ab") as log:
            self._parent = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self._module),
                cwd=_BACKEND,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def running(self) -> list[int]:
        """Return the workers by their process ids."""
        assert self._parent is not None
        assert self._parent.returncode is None, self._log.read_text()[-3000:]
        parent = str(self._parent.pid)
        return [int(pid) for pid, of in _parents() if of == parent]

    def kill_one(self, chance: random.Random) -> bool:
        """Kill a worker with -9; False where none is up at this moment."""
        running = self.running()
        if running:
            os.kill(chance.choice(running), signal.SIGKILL)
        return bool(running)

    async def stop(self) -> None:
        """Kill them all."""
        if self._parent is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._parent.pid, signal.SIGKILL)
            await self._parent.wait()


def _parents() -> list[tuple[str, str]]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            found.append((folder.name, fields[1]))
    return found


class Chaos:
    """One run: jobs written, faults made, books compared."""

    def __init__(self, database: Database, broker: Broker, workers: Workers, seed: int) -> None:
        self._database = database
        self._broker = broker
        self._workers = workers
        self._chance = random.Random(seed)
        self._numbers = count()
        self._verdict = Verdict()

    async def run(self, profile: Profile) -> Verdict:
        """Go through the profile's rounds, wait until the work is done, and judge."""
        await self._prepare()
        async with self._beating():
            await self._first_mark()
            for number in range(1, profile.rounds + 1):
                await self._round(profile, number)
            if profile.expire_at_end:
                await self._expire()
            with suppress(TimeoutError):
                async with asyncio.timeout(profile.patience_seconds):
                    await self._all_done()
        return await self._judged()

    async def _all_done(self) -> None:
        while await self._count(_UNFINISHED):  # noqa: ASYNC110  other processes do them
            await asyncio.sleep(_LOOK_SECONDS)

    async def _round(self, profile: Profile, number: int) -> None:
        await self._write(bulk=number % 2 == 0)
        await asyncio.sleep(self._chance.uniform(0.1, 1) * profile.pause_seconds)
        if number % profile.expire_every == 0:
            await self._expire()
            await asyncio.sleep(self._chance.uniform(0.1, 0.5))
        if number % profile.wipe_every == 0:
            self._broker.wipe()
            self._verdict.faults["wipe"] += 1
        if self._workers.kill_one(self._chance):
            self._verdict.faults["kill"] += 1

    async def _prepare(self) -> None:
        async with self._database.unit_of_work() as session:
            await session.execute(text("CREATE TABLE chaos_mark (number int)"))

    async def _write(self, *, bulk: bool) -> None:
        numbers = [next(self._numbers) for _ in range(_BULK if bulk else _SINGLE)]
        payloads = {
            number: {
                "number": number,
                "seconds": self._chance.choice((0.0, 0.01, _LONGEST_JOB_SECONDS)),
            }
            for number in numbers
        }
        async with self._database.unit_of_work() as session:
            if bulk:
                for task in (MARK, IDLE):
                    chosen = {str(n): one for n, one in payloads.items() if _task(n) == task}
                    await enqueue_all(session, task, chosen)
            else:
                for number, payload in payloads.items():
                    await enqueue(session, _task(number), key=str(number), **payload)
        self._verdict.written += len(numbers)

    async def _first_mark(self) -> None:
        await self._write(bulk=False)
        async with asyncio.timeout(120):
            while not await self._count("SELECT count(*) FROM chaos_mark"):
                self._workers.running()
                await asyncio.sleep(_LOOK_SECONDS)

    async def _expire(self) -> None:
        """Let every lease run out under its living holder, and the broker deliver all again."""
        async with self._database.unit_of_work() as session:
            leased = await session.scalars(
                text(
                    "UPDATE job SET lease_until = now() - interval '1 s' WHERE state = 'leased'"
                    " RETURNING id"
                )
            )
            again = list(leased)
        self._broker.deliver(MARK, again)
        self._verdict.faults["expire"] += 1

    @asynccontextmanager
    async def _beating(self) -> AsyncIterator[None]:
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beat.cancel()
            await asyncio.wait([beat])

    async def _beat(self) -> None:
        while True:
            with suppress(OperationalError, redis.RedisError):
                self._broker.tick("jobs.sweep")
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _judged(self) -> Verdict:
        verdict = self._verdict
        async with self._database.unit_of_work() as session:
            marks = Counter(await session.scalars(text("SELECT number FROM chaos_mark")))
        marked = [n for n in range(verdict.written) if _task(n) == MARK]
        verdict.lost = [number for number in marked if number not in marks]
        verdict.doubled = [number for number, times in marks.items() if times > 1]
        verdict.unfinished = await self._count(_UNFINISHED)
        return verdict

    async def _count(self, question: str) -> int:
        async with self._database.unit_of_work() as session:
            return int(await session.scalar(text(question)) or 0)


def _task(number: int) -> str:
    return MARK if number % _IDLE_EVERY else IDLE


@asynccontextmanager
async def chaos(
    database: Database, settings: Settings, log: Path, *, seed: int, defect: str = ""
) -> AsyncIterator[Chaos]:
    """Give a run whose workers are being started, and end them after it."""
    broker = Broker(settings)
    workers = Workers("tests.faults.chaos_workers", settings, log, **{DEFECT: defect})
    await workers.start()
    try:
        yield Chaos(database, broker, workers, seed)
    finally:
        await workers.stop()
        broker.close()
