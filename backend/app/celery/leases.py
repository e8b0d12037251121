"""The jobs this process holds, and the renewal of their leases."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from loguru import logger

from app.celery.dao import LEASE_SECONDS, LeasedJob, renew
from app.celery.finish import GroupFinish
from app.core.metrics import Gauge
from app.dao.session import Database

HEARTBEAT_SECONDS = LEASE_SECONDS / 3
_RETRY_SECONDS = 0.5
HELD = Gauge("hostwright_jobs_held", "Jobs that worker processes hold leases of.")


class Leases:
    """What is held, renewed in one statement for all; a failure to renew is tried again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # By lease, not by job: one whose lease ran out may come back while its first run goes on.
        self._held: dict[tuple[UUID, UUID], LeasedJob] = {}
        self._beating: asyncio.Task[None] | None = None
        self.finish = GroupFinish(database).finish
        HELD.follow(lambda: {(): len(self._held)})

    @contextmanager
    def hold(self, job: LeasedJob) -> Iterator[None]:
        """Renew the job's lease until the block is left; work that is cancelled stays held."""
        self._held[job.id, job.lease] = job
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())
        cancelled = False
        try:
            yield
        except asyncio.CancelledError:
            cancelled = True
            raise
        finally:
            if not cancelled:
                del self._held[job.id, job.lease]

    def held(self) -> list[LeasedJob]:
        """Return the jobs that are held."""
        return list(self._held.values())

    async def close(self) -> None:
        """Renew nothing any more."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait([self._beating])
            self._beating = None

    async def _beat(self) -> None:
        pause: float = HEARTBEAT_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await renew(self._database, self.held())
            except Exception as error:  # noqa: BLE001  the database may be away for a moment
                logger.warning("heartbeat failed, trying again: {!r}", error)
                pause = _RETRY_SECONDS
            else:
                pause = HEARTBEAT_SECONDS
