"""The jobs that one process runs side by side on its loop."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from loguru import logger

from app.celery.dao import LeasedJob, hand_back, lease, pull
from app.celery.leases import Leases
from app.celery.runner import run_leased
from app.dao.session import Database

_LEASE_BATCH = 100


class JobPool:
    """Runs at most `size` jobs at a time; whoever brings more waits until there is room.

    Jobs that arrive while a lease is being taken are leased together, in the next statement. What
    is pulled, the bulk of mass work, takes half of the room at most: new jobs find some at once.
    """

    def __init__(self, database: Database, size: int) -> None:
        self._database = database
        self._free = asyncio.Semaphore(size)
        self._free_to_pull = asyncio.Semaphore(max(1, size // 2))
        self._arrived: deque[UUID] = deque()
        self._leasing: asyncio.Task[None] | None = None
        self._pulling: dict[str, asyncio.Task[None]] = {}
        self._asked_again: set[str] = set()
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
                job_ids = [self._arrived.popleft() for _ in range(count)]
                leased = await self._lease(lease(self._database, job_ids), count)
                for _ in range(count - len(leased)):
                    self._free.release()
                for one in leased:
                    self._run(one, self._free)
        finally:
            self._leasing = None

    async def pull(self, queue: str) -> None:
        """Begin to take what is due in a queue, as there is room; returns at once."""
        self._asked_again.add(queue)
        if queue not in self._pulling and not self._stopping.is_set():
            self._pulling[queue] = asyncio.create_task(self._pull(queue))

    async def _pull(self, queue: str) -> None:
        try:
            while queue in self._asked_again and not self._stopping.is_set():
                self._asked_again.discard(queue)
                while await self._pull_some(queue):
                    pass
        finally:
            del self._pulling[queue]

    async def _pull_some(self, queue: str) -> bool:
        """Take what there is room for; False where the queue had no more, or we stop."""
        count = await self._room()
        leased: list[LeasedJob] = []
        if not self._stopping.is_set():
            leased = await self._lease(pull(self._database, queue, count), count)
        for _ in range(count - len(leased)):
            self._free.release()
            self._free_to_pull.release()
        for one in leased:
            self._run(one, self._free, self._free_to_pull)
        return len(leased) == count

    async def _room(self) -> int:
        """Wait for room for one pulled job, and take what else is free."""
        count = 0
        while count == 0 or (
            count < _LEASE_BATCH and not self._free_to_pull.locked() and not self._free.locked()
        ):
            await self._free_to_pull.acquire()
            await self._free.acquire()
            count += 1
        return count

    async def _lease(
        self, statement: Coroutine[Any, Any, list[LeasedJob]], count: int
    ) -> list[LeasedJob]:
        try:
            return await statement
        except Exception as error:  # noqa: BLE001  the database may be away: the sweeper finds them
            logger.warning("up to {} jobs are left to the sweeper: {!r}", count, error)
            return []

    def _run(self, job: LeasedJob, *room: asyncio.Semaphore) -> None:
        task = asyncio.create_task(run_leased(self._database, job, self._leases))
        self._running.add(task)
        task.add_done_callback(partial(self._ended, room))

    def _ended(self, room: Sequence[asyncio.Semaphore], task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        for taken in room:
            taken.release()
        if not task.cancelled() and (error := task.exception()):
            # Its lease runs out, and the job is tried again.
            logger.opt(exception=error).error("a job's outcome could not be written: {!r}", error)

    async def stop(self, seconds: float) -> None:
        """Take no more, let what runs end within `seconds`, and hand the rest back to others."""
        self._stopping.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._taken()
                if self._running:
                    await asyncio.wait(self._running)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._taken()
        await self._hand_back()
        await self._leases.close()

    async def _taken(self) -> None:
        """Wait until nothing is being taken; who waits for room then sees that we stop."""
        taking = [task for task in (self._leasing, *self._pulling.values()) if task is not None]
        if taking:
            await asyncio.wait(taking)

    async def _hand_back(self) -> None:
        left = self._leases.held()
        if left:
            logger.warning("{} jobs are handed back unfinished", len(left))
            await hand_back(self._database, left)
