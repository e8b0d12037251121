"""A service's output on disk, never more than two files of a fixed size."""

import contextlib
from pathlib import Path

MAX_BYTES = 1024 * 1024


class RotatingLog:
    """`current.log`, and `previous.log` before it."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        """Write below `folder`; roll over after `max_bytes`."""
        self._current = folder / "current.log"
        self._previous = folder / "previous.log"
        self._max = max_bytes

    def write(self, chunk: bytes) -> None:
        """Append; a full disk loses the lines and nothing else."""
        with contextlib.suppress(OSError):
            if self._current.exists() and self._current.stat().st_size + len(chunk) > self._max:
                self._current.replace(self._previous)
            with self._current.open("ab") as stream:
                stream.write(chunk[-self._max :])

    def read(self) -> bytes:
        """Return everything that is kept, oldest first."""
        text = b""
        for path in (self._previous, self._current):
            with contextlib.suppress(FileNotFoundError):
                text += path.read_bytes()
        return text
