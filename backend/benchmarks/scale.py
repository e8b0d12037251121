"""What so many services cost in jobs and samples: measured costs of one, times rates.

`just bench scale` measures on the machine at hand; it runs only by its name. What is multiplied is
said in the table's head: nothing here runs ten million services.
"""

import asyncio
import os
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import redis
import typer
from sqlalchemy import text

from app.celery.worker import load_tasks
from app.core import clock
from app.core.ids import new_id
from app.core.settings import get_settings
from app.dao.session import Database
from app.features.monitoring.dao.samples import SampleDAO, SampleRecord
from app.features.monitoring.service.sampling import LEVELS
from benchmarks import jobs
from benchmarks.tasks import STAMP

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SAMPLE_SECONDS, CHECK_SECONDS = 15, 60
# Samples of a day, averages of five minutes for 14, of an hour for 92 and of a day for 400.
ROWS_KEPT = 86_400 // SAMPLE_SECONDS + 14 * 288 + 92 * 24 + 400
# A paid month is an invoice, a charge, a renewal and three mails; one service in ten is paid by the
# hour, which is a charge and a renewal an hour.
JOBS_PER_MONTH, JOBS_PER_HOUR, HOURLY_SHARE = 6, 2, 0.1
_MONTH_SECONDS, _HOUR_SECONDS = 30 * 86_400, 3_600
_SERVICES, _ROUNDS = 50_000, 4
_GIB = 1024**3


@dataclass(frozen=True)
class Costs:
    """What one costs: CPU in milliseconds, disk in bytes."""

    job_worker_ms: float
    job_database_ms: float
    sample_writer_ms: float
    sample_database_ms: float
    sample_bytes: float


def jobs_a_second(services: int) -> float:
    """Return how many jobs so many services bring about."""
    monthly = services * (1 - HOURLY_SHARE) * JOBS_PER_MONTH / _MONTH_SECONDS
    return monthly + services * HOURLY_SHARE * JOBS_PER_HOUR / _HOUR_SECONDS


def row(services: int, costs: Costs) -> list[str]:
    """Return one line of the table: the load of so many services."""
    made, samples = jobs_a_second(services), services / SAMPLE_SECONDS
    database = made * costs.job_database_ms + samples * costs.sample_database_ms
    kept = services * ROWS_KEPT * costs.sample_bytes / _GIB
    return [
        f"{services:,}",
        f"{made:,.1f}",
        f"{made * costs.job_worker_ms / 1000:,.2f}",
        f"{samples:,.0f}",
        f"{services * (costs.sample_writer_ms + costs.sample_database_ms) / 1000:,.2f}",
        f"{services / CHECK_SECONDS:,.0f}",
        f"{database / 1000:,.2f}",
        f"{kept:,.1f}",
    ]


_HEAD = (
    "services",
    "jobs/s",
    "worker cores",
    "samples/s",
    f"CPU s of a round (every {SAMPLE_SECONDS} s)",
    "checks/s",
    "database cores",
    "GiB of samples kept",
)


async def _sample_costs(database: Database) -> tuple[float, float, float]:
    """Return writer and database CPU (ms) and bytes of one sample, its average included."""
    services = [new_id() for _ in range(_SERVICES)]
    async with database.unit_of_work() as session:
        await session.execute(text("TRUNCATE sample, sample_rollup, sample_hour, sample_day"))
    spent, _ = await jobs.database_spent(database)
    begun = time.process_time()
    for number in range(_ROUNDS):
        await _round(database, services, number)
    written = time.process_time() - begun
    after, _ = await jobs.database_spent(database)
    async with database.unit_of_work() as session:
        size = await session.scalar(text("SELECT pg_total_relation_size('sample')"))
        await session.execute(text("TRUNCATE sample, sample_rollup, sample_hour, sample_day"))
    count = _SERVICES * _ROUNDS
    return written / count * 1000, (after - spent) / count * 1000, float(size or 0) / count


async def _round(database: Database, services: list[UUID], number: int) -> None:
    at = clock.now() + timedelta(seconds=number * SAMPLE_SECONDS)
    records: list[SampleRecord] = [
        (one, at, 1.0, 64.0, 512.0, 0.0, 4096.0, 1024.0, 2048.0) for one in services
    ]
    async with database.unit_of_work() as session:
        await SampleDAO(session).copy(records)
    async with database.unit_of_work() as session:
        await SampleDAO(session).roll_up(LEVELS[0])


async def _measure() -> Costs:
    database = Database(get_settings())
    sample = await _sample_costs(database)
    async with jobs.worker() as pid:
        await jobs.warm(database)
        cost = await jobs.cost_of(database, pid, STAMP)
    await database.close()
    return Costs(cost.worker_ms, cost.database_ms, *sample)


def main() -> None:
    """Measure on the database and broker of the environment, and print the table."""
    load_tasks()
    with redis.Redis.from_url(get_settings().celery_broker_url) as broker:
        broker.flushdb()
    typer.echo(f"load average: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    costs = asyncio.run(_measure())
    typer.echo(f"measured: {costs}")
    typer.echo("computed: | " + " | ".join(_HEAD))
    for size in SIZES:
        typer.echo("          | " + " | ".join(row(size, costs)))
