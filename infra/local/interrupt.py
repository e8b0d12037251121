"""Running a program's work so that Ctrl-C, SIGTERM and SIGHUP end it in good order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

EXIT_CODE = 130
_Result = TypeVar("_Result")


class StopAskedError(Exception):
    """Somebody asked to stop, and the work has cleaned up behind itself."""


def run_until_asked(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run `work` to its end; a first signal cancels it, later ones let it clean up in peace.

    Raises StopAskedError when a signal ended it.
    """
    return asyncio.run(_watched(work))


async def _watched(work: Coroutine[Any, Any, _Result]) -> _Result:
    task = asyncio.create_task(work)
    asked: list[int] = []

    def ask(number: int) -> None:
        if not asked:
            task.cancel()
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ask, number)
    try:
        return await task
    except asyncio.CancelledError:
        raise StopAskedError from None
