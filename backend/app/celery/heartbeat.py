"""Keeping the lease of a job that is being worked on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from loguru import logger

from app.celery.dao import LEASE_SECONDS, JobDAO, LeasedJob
from app.dao.session import Database

HEARTBEAT_SECONDS = LEASE_SECONDS / 3
_RETRY_SECONDS = 0.5


@asynccontextmanager
async def heartbeat(database: Database, leased: LeasedJob) -> AsyncIterator[None]:
    """Extend the lease inside the block; a failure to do so is tried again, and never raised."""
    beating = asyncio.create_task(_beat(database, leased))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])


async def _beat(database: Database, leased: LeasedJob) -> None:
    pause: float = HEARTBEAT_SECONDS
    while True:
        await asyncio.sleep(pause)
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS), database.unit_of_work() as session:
                await JobDAO(session).extend(leased)
        except Exception as error:  # noqa: BLE001  the database may be away for a moment
            logger.warning("heartbeat failed, trying again: {}", error)
            pause = _RETRY_SECONDS
        else:
            pause = HEARTBEAT_SECONDS
