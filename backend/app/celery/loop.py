"""One event loop and one engine per worker process, made after the fork and kept.

asyncpg's connections are bound to the loop they were made on, so a loop per task would leak them.
"""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

from app.core import http
from app.core.settings import get_settings
from app.dao.session import Database

Result = TypeVar("Result")
_runtimes: dict[int, "Runtime"] = {}


class Runtime:
    """A worker process's loop and connections."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.database = Database(get_settings())

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine to its end on the process's loop."""
        return self._runner.run(work)

    def close(self) -> None:
        """Close connections and loop."""
        self._runner.run(self.database.close())
        self._runner.run(http.aclose())
        self._runner.close()


def runtime() -> Runtime:
    """Return this process's runtime, made on first use."""
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
