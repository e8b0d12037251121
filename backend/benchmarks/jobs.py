"""Durable jobs: how many a second, what one costs to write, how soon it starts, how many wait.

One worker process, its broker and the database share the machine with the one that enqueues.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import redis
import typer
from sqlalchemy import text

from app.celery.enqueue import enqueue, enqueue_all
from app.celery.worker import load_tasks
from app.core.settings import get_settings
from app.dao.session import Database
from benchmarks import prefork
from benchmarks.tasks import BURN, NAP, NOOP, STAMP

_JOBS, _WRITTEN, _STARTS, _SLEEPERS = 10_000, 2_000, 300, 200
_BURNS, _ROUNDS = 200, 200_000
_CHUNK = 900
_PATIENCE_SECONDS = 300
_PAUSE_SECONDS = 0.02
_LOOK_SECONDS = 0.02


def _stat(pid: int | str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _cpu_seconds(pid: int | str, *, ended_children: bool = False) -> float:
    ticks = sum(map(int, _stat(pid)[11 : 15 if ended_children else 13]))
    return ticks / os.sysconf("SC_CLK_TCK")


async def database_spent(database: Database) -> tuple[float, int]:
    """Return the CPU seconds of the local server's processes and its commits so far."""
    question = (
        "SELECT pg_backend_pid() || ' ' || sum(xact_commit) FROM pg_stat_database"
        " WHERE datname = current_database()"
    )
    own, commits = str(await database.fetch(question)).split()
    server = _stat(own)[1]
    return _cpu_seconds(server, ended_children=True) + _children_cpu(server), int(commits)


def _children_cpu(parent: str) -> float:
    spent = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if _stat(folder.name)[1] == parent:
                spent += _cpu_seconds(folder.name)
    return spent


@asynccontextmanager
async def worker(
    app: str = "app.celery.worker", *options: str, queue: str = "default"
) -> AsyncIterator[int]:
    """Run one worker process, and give its process id."""
    command = [sys.executable, "-m", "celery", "-A", app, "worker", "-Q", queue, *options]
    alone = ["-I", "benchmarks.tasks", "--without-gossip", "--without-mingle"]
    environment = os.environ | {"LOG_LEVEL": "WARNING"}
    process = await asyncio.create_subprocess_exec(*command, *alone, env=environment)
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def _left(database: Database) -> int:
    async with database.unit_of_work() as session:
        found = await session.scalar(text("SELECT count(*) FROM job WHERE state <> 'done'"))
        return int(found or 0)


async def _until_done(database: Database) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await _left(database):  # noqa: ASYNC110  the worker is another process
            await asyncio.sleep(_LOOK_SECONDS)


async def warm(database: Database) -> None:
    """Empty the job table and see one job done, so that nothing measured is a first."""
    async with database.unit_of_work() as session:
        await session.execute(
            text("CREATE TABLE IF NOT EXISTS bench_start (number int, at float8)")
        )
        await session.execute(text("TRUNCATE job CASCADE"))
        await enqueue(session, NOOP)
    await _until_done(database)


async def _throughput(database: Database, task: str) -> float:
    for start in range(0, _JOBS, _CHUNK):
        numbers = range(start, min(start + _CHUNK, _JOBS))
        async with database.unit_of_work() as session:
            await enqueue_all(session, task, {f"{task}{one}": {"number": one} for one in numbers})
    await _until_done(database)
    async with database.unit_of_work() as session:
        span = await session.scalar(
            text(
                "SELECT extract(epoch FROM max(finished_at) - min(created_at)) FROM job"
                " WHERE task = :task AND key IS NOT NULL"
            ),
            {"task": task},
        )
    return _JOBS / float(span or 1)


async def _cost(database: Database) -> float:
    async with database.unit_of_work() as session:
        await enqueue(session, NOOP, delay=3600)
        begun = time.process_time()
        for _ in range(_WRITTEN):
            await enqueue(session, NOOP, delay=3600)
        spent = time.process_time() - begun
        await session.rollback()
    return spent / _WRITTEN * 1000


async def _start_times(database: Database) -> list[float]:
    committed: dict[int, float] = {}
    for number in range(_STARTS):
        async with database.unit_of_work() as session:
            await enqueue(session, STAMP, number=number)
        committed[number] = time.time()
        await asyncio.sleep(_PAUSE_SECONDS)
    await _until_done(database)
    async with database.unit_of_work() as session:
        rows = (await session.execute(text("SELECT number, at FROM bench_start"))).all()
    return [(row.at - committed[row.number]) * 1000 for row in rows]


async def _sleepers(database: Database) -> tuple[float, float]:
    begun = time.perf_counter()
    async with database.unit_of_work() as session:
        await enqueue_all(session, NAP, {f"s{one}": {"seconds": 1} for one in range(_SLEEPERS)})
    async with database.unit_of_work() as session:
        behind = await enqueue(session, NOOP)
    await _until_done(database)
    whole = time.perf_counter() - begun
    async with database.unit_of_work() as session:
        waited = await session.scalar(
            text("SELECT extract(epoch FROM finished_at - created_at) FROM job WHERE id = :id"),
            {"id": behind},
        )
    return whole, float(waited or 0)


async def _computing(database: Database) -> float:
    """Return the seconds from the first job written to the last one done."""
    begun = time.perf_counter()
    async with database.unit_of_work() as session:
        jobs = {f"b{one}": {"rounds": _ROUNDS} for one in range(_BURNS)}
        await enqueue_all(session, BURN, jobs)
    await _until_done(database)
    return time.perf_counter() - begun


async def _computing_prefork() -> float:
    """Return the same of a bare Celery worker with one child, without any table of jobs."""
    with redis.Redis.from_url(get_settings().celery_broker_url) as broker:
        async with worker("benchmarks.prefork", "-c", "1", queue=prefork.QUEUE):
            prefork.burn.delay(1)
            await _until_length(broker, 1)
            begun = time.perf_counter()
            for _ in range(_BURNS):
                prefork.burn.delay(_ROUNDS)
            await _until_length(broker, _BURNS + 1)
            return time.perf_counter() - begun


async def _until_length(broker: redis.Redis, length: int) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while broker.llen(prefork.DONE) < length:  # noqa: ASYNC110  the worker is another process
            await asyncio.sleep(_LOOK_SECONDS)


@dataclass(frozen=True)
class JobCost:
    """What one job takes, on average of many: CPU in milliseconds."""

    rate: float
    worker_ms: float
    database_ms: float
    commits: float


async def cost_of(database: Database, pid: int, task: str) -> JobCost:
    """Run many jobs of a task on the worker of that process, and say what each took."""
    spent, (database_before, commits) = _cpu_seconds(pid), await database_spent(database)
    rate = await _throughput(database, task)
    database_after, commits_after = await database_spent(database)
    return JobCost(
        rate,
        (_cpu_seconds(pid) - spent) / _JOBS * 1000,
        (database_after - database_before) / _JOBS * 1000,
        (commits_after - commits) / _JOBS,
    )


async def _echo_throughput(database: Database, pid: int, task: str) -> None:
    cost = await cost_of(database, pid, task)
    typer.echo(
        f"{task}: {cost.rate:.0f}/s; each {cost.worker_ms:.2f} ms of worker CPU,"
        f" {cost.database_ms:.2f} ms of database CPU, {cost.commits:.2f} commits (n={_JOBS})"
    )


async def _measure() -> None:
    database = Database(get_settings())
    typer.echo(f"load average: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    async with worker() as pid:
        await warm(database)
        typer.echo(f"enqueue: {await _cost(database):.3f} ms of CPU each (n={_WRITTEN})")
        starts = quantiles(await _start_times(database), n=100)
        typer.echo(
            f"commit → start: p50 {starts[49]:.1f} ms, p99 {starts[98]:.1f} ms (n={_STARTS})"
        )
        whole, behind = await _sleepers(database)
        typer.echo(f"{_SLEEPERS} jobs of 1 s: {whole:.2f} s; a no-op behind them: {behind:.3f} s")
        for task in (NOOP, STAMP):
            await _echo_throughput(database, pid, task)
        ours = await _computing(database)
    bare = await _computing_prefork()
    typer.echo(
        f"{_BURNS} jobs that compute: {ours:.2f} s on one process, {bare:.2f} s on a bare prefork"
        f" worker of one child: {ours / bare:.2f} times"
    )
    await database.close()


def main() -> None:
    """Run the benchmark on the database and broker of the environment."""
    load_tasks()
    with redis.Redis.from_url(get_settings().celery_broker_url) as broker:
        broker.flushdb()
    asyncio.run(_measure())


if __name__ == "__main__":
    main()
