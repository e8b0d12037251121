"""The jobs that one process runs side by side on its loop."""

import asyncio
from collections import deque
from collections.abc import Sequence
from uuid import UUID

from loguru import logger

from app.celery.dao import LeasedJob, hand_back, lease
from app.celery.leases import Leases
from app.celery.runner import run_leased
from app.dao.session import Database

_LEASE_BATCH = 100


class JobPool:
    """Runs at most `size` jobs at a time; whoever brings more waits until there is room.

    Jobs that arrive while a lease is being taken are leased together, in the next statement.
    """

    def __init__(self, database: Database, size: int) -> None:
        self._database = database
        self._free = asyncio.Semaphore(size)
        self._size = size
        self._arrived: deque[UUID] = deque()
        self._leasing: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._leases = Leases(database)
        self._stopping = asyncio.Event()

    async def accept(self, job_ids: Sequence[UUID]) -> None:
        """Take jobs as there is room; returns when all are taken, not when they are done."""
        for job_id in job_ids:
            await self._free.acquire()
            if self._stopping.is_set():
                self._free.release()
                return
            self._arrived.append(job_id)
            if self._leasing is None:
                self._leasing = asyncio.create_task(self._lease_arrived())

    async def _lease_arrived(self) -> None:
        try:
            while self._arrived:
                count = min(_LEASE_BATCH, len(self._arrived))
                await self._lease([self._arrived.popleft() for _ in range(count)])
        finally:
            self._leasing = None

    async def _lease(self, job_ids: list[UUID]) -> None:
        leased: list[LeasedJob] = []
        try:
            leased = await lease(self._database, job_ids)
        except Exception as error:  # noqa: BLE001  the database may be away: the sweeper sends again
            logger.warning("{} jobs are left to the sweeper: {!r}", len(job_ids), error)
        for _ in range(len(job_ids) - len(leased)):
            self._free.release()
        for one in leased:
            task = asyncio.create_task(run_leased(self._database, one, self._leases))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._free.release()
        if not task.cancelled() and (error := task.exception()):
            # Its lease runs out, and the job is tried again.
            logger.opt(exception=error).error("a job's outcome could not be written: {!r}", error)

    async def stop(self, seconds: float) -> None:
        """Take no more, let what runs end within `seconds`, and hand the rest back to others."""
        self._stopping.set()
        if self._leasing is not None:
            await asyncio.wait([self._leasing], timeout=seconds)
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._hand_back()
        await self._leases.close()

    async def _hand_back(self) -> None:
        left = self._leases.held()
        if left:
            logger.warning("{} jobs are handed back unfinished", len(left))
            await hand_back(self._database, left)
