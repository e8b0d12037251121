"""`python -m app.celery.groups`: a worker process for every group of queues, on one machine.

They are forked from a process that has imported everything, so they share its memory. One that
dies is replaced; told to stop, all stop as a single worker does.
"""

import gc
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

from loguru import logger

from app.celery.queues import GROUPS, Queue
from app.celery.worker import app

_REPLACE_SECONDS = 1.0
_OPTIONS = ("--without-gossip", "--without-mingle")


class Groups:
    """The processes by their pid, and the group each works for."""

    def __init__(
        self,
        groups: Mapping[str, Sequence[Queue]] = GROUPS,
        *,
        replace_seconds: float = _REPLACE_SECONDS,
    ) -> None:
        self._queues = groups
        self._replace_seconds = replace_seconds
        self._groups: dict[int, str] = {}
        self._stopping = False

    def run(self) -> None:
        """Start every group and keep it running until told to stop."""
        app.finalize()
        gc.collect()
        gc.freeze()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in self._queues:
            self._start(name)
        while self._groups:
            pid, _ = os.wait()
            name = self._groups.pop(pid)
            if not self._stopping:
                time.sleep(self._replace_seconds)
                self._start(name)

    def _start(self, name: str) -> None:
        if self._stopping:
            return
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os._exit(_work(self._queues[name], name))
        self._groups[pid] = name

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for pid in self._groups:
            os.kill(pid, signal.SIGTERM)


def _work(queues: Sequence[Queue], name: str) -> int:
    """Be a worker of these queues until told to stop; return the exit code."""
    arguments = ["worker", "--hostname", f"{name}@%h", "--queues", ",".join(queues), *_OPTIONS]
    try:
        with suppress(SystemExit):
            app.worker_main(arguments)
    except Exception:  # noqa: BLE001  the parent replaces it
        logger.exception("worker {} ended", name)
        return 1
    return 0


if __name__ == "__main__":
    Groups().run()
