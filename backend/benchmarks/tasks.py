"""What the benchmark's workers are given to do."""

import asyncio
import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.task import task

NOOP, NAP, STAMP, BURN = "bench.noop", "bench.nap", "bench.stamp", "bench.burn"


@task(NOOP, queue=Queue.DEFAULT)
async def noop(_session: AsyncSession, *, number: int = 0) -> None:
    """Do nothing."""


@task(NAP, queue=Queue.DEFAULT)
async def nap(_session: AsyncSession, *, seconds: float) -> None:
    """Wait, as for an answer from elsewhere."""
    await asyncio.sleep(seconds)


@task(STAMP, queue=Queue.DEFAULT)
async def stamp(session: AsyncSession, *, number: int) -> None:
    """Note when the work began."""
    now = time.time()
    await session.execute(
        text("INSERT INTO bench_start VALUES (:number, :now)"), {"number": number, "now": now}
    )


@task(BURN, queue=Queue.DEFAULT)
async def burn(_session: AsyncSession, *, rounds: int) -> None:
    """Compute without a pause."""
    compute(rounds)


def compute(rounds: int) -> int:
    """Keep a core busy, in Python alone: about 0.1 ms a thousand rounds."""
    return sum(number * number for number in range(rounds))
