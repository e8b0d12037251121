"""Progress of steps that may run side by side, for a terminal and for a plain log."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from typing import TextIO

_REDRAW_SECONDS = 0.1
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_CLEAR = "\r\x1b[2K"
_WIDTH = 46


class Terminal:
    """Prints one line per finished step, and on a terminal a live line of those still running."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        """Write to `out`; a terminal gets colours and the live line."""
        self._out = out
        self._live = out.isatty()
        self._running: dict[str, float] = {}
        self._frame = 0
        self._painter: asyncio.Task[None] | None = None

    def line(self, text: str = "") -> None:
        """Print one line above the live one."""
        self._out.write((_CLEAR if self._live else "") + text + "\n")
        self._out.flush()

    def event(self, text: str) -> None:
        """Print something that happened, with the time of day."""
        self.line(f"{time.strftime('%H:%M:%S')}  {text}")

    def skip(self, name: str, why: str) -> None:
        """Print a step that had nothing to do."""
        self.line(f"{self._paint('·', 2)} {name:<{_WIDTH}} {why}")

    @contextlib.asynccontextmanager
    async def step(self, name: str) -> AsyncIterator[None]:
        """Show the step while the body runs, then its time; a failing body marks it failed."""
        began = time.monotonic()
        self._running[name] = began
        if self._live and not self._painter:
            self._painter = asyncio.create_task(self._animate())
        mark = self._paint("✗", 31)
        try:
            yield
            mark = self._paint("✓", 32)
        finally:
            del self._running[name]
            self.line(f"{mark} {name:<{_WIDTH}} {time.monotonic() - began:6.1f} s")

    async def _animate(self) -> None:
        while self._running:
            now = time.monotonic()
            parts = [f"{name} {now - began:.0f} s" for name, began in self._running.items()]
            self._frame = (self._frame + 1) % len(_FRAMES)
            self._out.write(f"{_CLEAR}{_FRAMES[self._frame]} {', '.join(parts)}"[:120])
            self._out.flush()
            await asyncio.sleep(_REDRAW_SECONDS)
        self._painter = None
        self._out.write(_CLEAR)

    def _paint(self, text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._live else text
