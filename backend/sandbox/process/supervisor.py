"""Keeps one service's program running: a small detached process, one for each instance.

Run as `python -S -m sandbox.process.supervisor DIRECTORY`. It says by
its exit status when the program runs (0), that somebody else supervises the directory (75), or
that it cannot start (1, reason on standard error), and goes on in the background. It imports
nothing but the standard library, because there is one for every service.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.process import child
from sandbox.process.log import RotatingLog
from sandbox.process.table import started_ticks

HELD = 75
_FIRST_DELAY, _LAST_DELAY = 0.5, 30.0
_STEADY_SECONDS = 10.0
_GRACE_SECONDS = 5.0
_CHUNK = 65536
_MILLIS = 1000


class Supervisor:
    """One program, its output, and its end."""

    def __init__(self, plan: dict[str, Any]) -> None:
        """Take the plan `control` wrote; the working directory is the instance's."""
        self._plan = plan
        self._log = RotatingLog(Path("logs"))
        self._output, self._input = os.pipe()
        self._wake, self._waker = os.pipe()
        for end in (self._output, self._wake, self._waker):
            os.set_blocking(end, False)
        self._child = 0
        self._restarts = 0
        self._started = 0.0
        self._delay = _FIRST_DELAY
        self._due = 0.0
        self._stopping = False

    def listen(self) -> None:
        """Turn signals into wake-ups of the loop."""
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._stop)
        for name in (signal.SIGINT, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)

    def start(self) -> None:
        """Start the program; raises OSError."""
        self._child = child.spawn(self._plan, self._input)
        self._started = time.monotonic()
        self._note("running")

    def run(self) -> None:
        """Keep it running until told to stop, then end everything below this process."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while not self._stopping:
            poll.poll(None if self._child else self._wait_millis())
            self._drain()
            self._reap()
            self._start_when_due()
        self._end()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _wait_millis(self) -> float:
        return max(0.0, self._due - time.monotonic()) * _MILLIS

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._wake, _CHUNK):
                pass
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self._output, _CHUNK):
                self._log.write(chunk)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if found[0] == self._child:
                    self._ended(found[1])

    def _ended(self, status: int) -> None:
        # What the program left behind would hold its port: its group goes with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child, signal.SIGKILL)
        self._child = 0
        if self._stopping:
            return
        if time.monotonic() - self._started >= _STEADY_SECONDS:
            self._delay = _FIRST_DELAY
        code = os.waitstatus_to_exitcode(status)
        self._log.write(f"hostwright: ended with {code}, again in {self._delay:g} s\n".encode())
        self._due = time.monotonic() + self._delay
        self._delay = min(self._delay * 2, _LAST_DELAY)
        self._restarts += 1
        self._note("restarting")

    def _start_when_due(self) -> None:
        if self._child or self._stopping or time.monotonic() < self._due:
            return
        try:
            self.start()
        except OSError as error:
            self._log.write(f"hostwright: cannot start: {error}\n".encode())
            self._due = time.monotonic() + self._delay
            self._delay = min(self._delay * 2, _LAST_DELAY)

    def _end(self) -> None:
        if self._child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child, signal.SIGTERM)
            self._until_childless(time.monotonic() + _GRACE_SECONDS)
        if self._child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child, signal.SIGKILL)
        child.kill_descendants()
        self._drain()
        self._note("stopped")

    def _until_childless(self, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        while self._child and (left := deadline - time.monotonic()) > 0:
            self._reap()
            if self._child:
                poll.poll(left * _MILLIS)
            self._drain()

    def _note(self, status: str) -> None:
        state = {
            "status": status,
            "child": self._child,
            "child_ticks": started_ticks(self._child) if self._child else 0,
            "started_at": time.time(),
            "restarts": self._restarts,
        }
        with contextlib.suppress(OSError):
            fresh = Path("state.json.new")
            fresh.write_text(json.dumps(state))
            fresh.replace("state.json")


def _lock() -> int | None:
    """Take the directory for this process and what it forks; None when it is taken."""
    lock = os.open("supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _detach(work: Callable[[int], None]) -> str:
    """Run `work` in a background process; return what it reports about its start ('' is good)."""
    answer, report = os.pipe()
    if os.fork():
        os.close(report)
        with os.fdopen(answer) as stream:
            return stream.read()
    os.close(answer)
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(quiet, standard)
    try:
        work(report)
    except BaseException as error:  # noqa: BLE001  the only way to tell the one who waits
        with contextlib.suppress(OSError):
            os.write(report, str(error).encode() or b"failed")
    os._exit(0)


def _supervise(report: int) -> None:
    child.become_subreaper()
    supervisor = Supervisor(json.loads(Path("launch.json").read_text()))
    note = Path("supervisor.pid")
    note.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    supervisor.listen()
    try:
        supervisor.start()
        os.close(report)
        supervisor.run()
    finally:
        note.unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Start supervising the directory named by the first argument."""
    os.umask(0o077)
    os.chdir(arguments[1])
    if _lock() is None:
        return HELD
    failure = _detach(_supervise)
    if failure:
        sys.stderr.write(failure)
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
