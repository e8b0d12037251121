"""One supervised program: start, wait until ready, start again when it dies, stop."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from pathlib import Path

from infra.local import pidfile
from infra.local.processes import Identity, session_members, signal_process
from infra.local.program import Program

_POLL_SECONDS = 0.03
_BACKOFF_FIRST, _BACKOFF_LAST = 0.5, 30.0
_STEADY_SECONDS = 60.0
_SWEEP_SECONDS = 5.0
_TAIL_LINES = 15

Tell = Callable[[str], None]


class ChildError(Exception):
    """A program did not become ready; the message carries the end of its log."""


class Child:
    """A program in a session of its own, its output in a log file, its pid noted."""

    def __init__(self, program: Program, logs: Path, notes: Path, tell: Tell) -> None:
        """Keep logs in `logs` and pid notes in `notes`; `tell` gets one line per event."""
        self.program = program
        self.log = logs / f"{program.name}.log"
        self._notes = notes
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None
        self._identity: Identity | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The pid of the running program, None between two runs."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    async def start(self) -> None:
        """Start, wait until ready, then watch. Raises ChildError when it does not get ready."""
        await self._spawn()
        try:
            await self._wait_ready()
        except BaseException:
            await self.stop()
            raise
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ask to end, insist after `stop_seconds`, and leave nothing of the session behind."""
        self._stopping = True
        if self._watcher:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
        if self._process and self._process.returncode is None:
            signal_process(self._process.pid, self.program.stop_signal)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), self.program.stop_seconds)
        await self._sweep()
        pidfile.forget(self._notes, self.program.name)

    async def _spawn(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *[str(word) for word in self.program.command],
                cwd=self.program.cwd,
                env=dict(self.program.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        note = (self._notes, self.program.name, self._process.pid, self.program.stop_signal)
        self._identity = pidfile.write(*note)

    async def _wait_ready(self) -> None:
        ready, end = self.program.ready, time.monotonic() + self.program.ready_seconds
        while ready and not await ready():
            if self._process and self._process.returncode is not None:
                raise ChildError(self._failure(f"ended with {self._process.returncode}"))
            if time.monotonic() > end:
                raise ChildError(self._failure("did not get ready in time"))
            await asyncio.sleep(_POLL_SECONDS)

    def _failure(self, what: str) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = "\n".join("    " + line for line in lines[-_TAIL_LINES:])
        return f"{self.program.name} {what}; the end of {self.log}:\n{tail}"

    async def _watch(self) -> None:
        """Start the program again whenever it ends, later and later while it keeps failing."""
        wait = _BACKOFF_FIRST
        while self._process:
            began = time.monotonic()
            code = await self._process.wait()
            await self._sweep()
            if time.monotonic() - began > _STEADY_SECONDS:
                wait = _BACKOFF_FIRST
            how = f"signal {-code}" if code < 0 else f"code {code}"
            self._tell(f"{self.program.name} ended ({how}); starting it again in {wait:g} s")
            await asyncio.sleep(wait)
            wait = min(wait * 2, _BACKOFF_LAST)
            with contextlib.suppress(OSError):
                await self._spawn()
                self._tell(f"{self.program.name} runs again")

    async def _sweep(self) -> None:
        """Kill what the ended program left in its session: a restart must meet no twin."""
        if not self._identity:
            return
        end = time.monotonic() + _SWEEP_SECONDS
        while (left := session_members(self._identity)) and time.monotonic() < end:
            for pid in left:
                signal_process(pid, signal.SIGKILL)
            await asyncio.sleep(_POLL_SECONDS)  # a killed process is there until it has died
        if self._process:
            await self._process.wait()
