"""One event loop per worker process, in a thread of its own, and one engine on it.

Celery's threads hand work to the loop and go back for more: what runs side by side is bounded by
the loop's own limit, not by threads. asyncpg's connections belong to the loop they were made on.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop
from loguru import logger

from app.celery.pool import JobPool
from app.core.settings import get_settings
from app.dao.session import Database, Work

Result = TypeVar("Result")
_runtimes: dict[int, "Runtime"] = {}
_lock = threading.Lock()


class Runtime:
    """A worker process's loop, its connections and the jobs it runs."""

    def __init__(self) -> None:
        settings = get_settings()
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="jobs", daemon=True)
        self._thread.start()
        self._stop_seconds = settings.worker_stop_seconds
        self._background: set[asyncio.Task[None]] = set()
        self.database, self.jobs = self.call(self._open(settings.worker_jobs))

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

    async def _close(self) -> None:
        await self.jobs.stop(self._stop_seconds)
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.database.close()


def runtime() -> Runtime:
    """Return this process's runtime, made on first use."""
    with _lock:
        found = _runtimes.get(os.getpid())
        if found is None:
            _runtimes.clear()
            found = _runtimes[os.getpid()] = Runtime()
        return found


def close_runtime() -> None:
    """Close this process's runtime where it has one."""
    found = _runtimes.pop(os.getpid(), None)
    if found is not None:
        found.close()
