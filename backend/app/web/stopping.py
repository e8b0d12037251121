"""Hearing at once that the process is told to stop."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_stop_signal(callback: Callable[[], None]) -> Iterator[None]:
    """Call back in the running loop when the process is told to stop, before its server acts on it.

    Only in the main thread, which alone hears signals, and only where a server handles them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    served = {number: signal.getsignal(number) for number in _SIGNALS}

    def stop(number: int, stack: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        handler = served[signal.Signals(number)]
        if callable(handler):
            handler(number, stack)

    for number in _SIGNALS:
        if callable(served[number]):
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in served.items():
            if signal.getsignal(number) is stop:
                signal.signal(number, handler)
