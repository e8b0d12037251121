"""`python -m app.celery.groups`: a worker process for every group of queues, on one machine.

They are forked from a process that has imported everything, so they share its memory. One that
dies is replaced; told to stop, all stop as a single worker does.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from loguru import logger

from app.celery import records
from app.celery.queues import GROUPS, Queue
from app.celery.worker import app
from app.core import garbage
from app.core.logging import configure_logging, own_process
from app.core.settings import get_settings

_REPLACE_SECONDS = 1.0
_REFUSED = 2
_LAST_SECONDS = 10
"""So long a worker may take to end after the time that its running jobs get."""
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
        self._refused = False

    def run(self) -> None:
        """Start every group and keep it running until told to stop.

        Raises SystemExit where a worker says that it must not start: it would say so for ever.
        """
        app.finalize()
        garbage.settle()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        for name in self._queues:
            self._start(name)
        while self._groups:
            pid, status = os.wait()
            ended = self._groups.pop(pid, None)
            if ended is None:  # the first process of a container inherits orphans
                continue
            if os.waitstatus_to_exitcode(status) == _REFUSED:
                self._refused = True
                self._stop(signal.SIGTERM, None)
            if not self._stopping:
                time.sleep(self._replace_seconds)
                self._start(ended)
        if self._refused:
            raise SystemExit(_REFUSED)

    def _start(self, name: str) -> None:
        if self._stopping:
            return
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            os._exit(_work(self._queues[name], name))
        self._groups[pid] = name

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            signal.alarm(int(get_settings().worker_stop_seconds) + _LAST_SECONDS)
        self._stopping = True
        for pid in self._groups:
            os.kill(pid, signal.SIGTERM)

    def _kill(self, _number: int, _frame: FrameType | None) -> None:
        """End what did not end when told: leases run out, and others do its jobs."""
        for pid, name in self._groups.items():
            logger.warning("worker {} did not end when told, it is killed", name)
            os.kill(pid, signal.SIGKILL)


def _work(queues: Sequence[Queue], name: str) -> int:
    """Be a worker of these queues until told to stop; return the exit code."""
    arguments = [
        "--quiet",
        "worker",
        "--hostname",
        f"{name}@%h",
        "--queues",
        ",".join(queues),
        *_OPTIONS,
    ]
    work: Callable[[list[str]], object] = app.worker_main
    try:
        work(arguments)
    except SystemExit as ended:
        return _REFUSED if ended.code == _REFUSED else 0
    except Exception:  # noqa: BLE001  the parent replaces it
        logger.exception("worker {} ended", name)
        return 1
    return 0


def main() -> None:
    """Run every group until told to stop."""
    configure_logging(get_settings(), records.fields)
    own_process()
    Groups().run()


if __name__ == "__main__":
    main()
