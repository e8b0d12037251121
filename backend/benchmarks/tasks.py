"""What the benchmark's workers are given to do."""

import asyncio
import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.task import task

NOOP, NAP, STAMP = "bench.noop", "bench.nap", "bench.stamp"


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
