"""What the workers of the chaos runs are given to do; the table of marks is the books."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.task import task

MARK, IDLE = "chaos.mark", "chaos.idle"
# A job that is interrupted again and again is no broken one.
_ATTEMPTS = 10_000


@task(MARK, queue=Queue.DEFAULT, max_attempts=_ATTEMPTS)
async def mark(session: AsyncSession, *, number: int, seconds: float) -> None:
    """Leave a mark, and take some time in the transaction that left it."""
    await session.execute(text("INSERT INTO chaos_mark VALUES (:number)"), {"number": number})
    await asyncio.sleep(seconds)


@task(IDLE, queue=Queue.DEFAULT, max_attempts=_ATTEMPTS)
async def idle(_session: AsyncSession, *, seconds: float) -> None:
    """Take some time, and write nothing."""
    await asyncio.sleep(seconds)
