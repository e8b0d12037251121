"""One event loop per worker process, in a thread of its own, and one engine on it.

Celery's threads hand work to the loop and go back for more: what runs side by side is bounded by
the loop's own limit, not by threads. asyncpg's connections belong to the loop they were made on.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from loguru import logger

from app.celery.pool import JobPool
from app.celery.questions import Answering
from app.core import tracing
from app.core.closing import close_all
from app.core.metrics import Publisher
from app.core.settings import get_settings
from app.dao.session import Database, Work, follow_pool

Result = TypeVar("Result")
_runtimes: dict[int, "Runtime"] = {}
_lock = threading.Lock()
_served: set[str] = set()


class Runtime:
    """A worker process's loop, its connections and the jobs it runs."""

    def __init__(self) -> None:
        import uvloop  # noqa: PLC0415  the API loads this module, and has its loop from its server

        settings = get_settings()
        tracing.start(settings, "worker")
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="jobs", daemon=True)
        self._thread.start()
        self._stop_seconds = settings.worker_stop_seconds
        self._background: set[asyncio.Task[None]] = set()
        self.database, self.jobs = self.call(self._open(settings.worker_jobs))
        follow_pool(self.database)
        self.start(Publisher(settings.redis_url, "worker", sorted(_served)).run())
        self.start(Answering(settings.redis_url, sorted(_served), self.database).run())

    async def _open(self, size: int) -> tuple[Database, JobPool]:
        database = Database(get_settings(), Work.JOB)
        return database, JobPool(database, size)

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine to its end on the loop, from another thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a coroutine on the loop, from another thread; what it raises is logged."""
        self._loop.call_soon_threadsafe(self._start, work)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.opt(exception=error).error("background work failed: {!r}", error)

    def close(self) -> None:
        """End what runs, within the settings' grace, and close connections and loop."""
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        tracing.stop()

    async def _close(self) -> None:
        await self.jobs.stop(self._stop_seconds)
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await close_all()
        await self.database.close()


def runtime() -> Runtime:
    """Return this process's runtime, made on first use."""
    with _lock:
        found = _runtimes.get(os.getpid())
        if found is None:
            _runtimes.clear()
            found = _runtimes[os.getpid()] = Runtime()
        return found


def serve(queues: Iterable[str]) -> None:
    """Say which queues this process takes work from, before its runtime is made."""
    _served.clear()
    _served.update(queues)


def close_runtime() -> None:
    """Close this process's runtime where it has one."""
    found = _runtimes.pop(os.getpid(), None)
    if found is not None:
        found.close()
