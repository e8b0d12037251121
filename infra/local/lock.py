"""One stack per installation: a lock that the kernel frees however its holder ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class BusyError(Exception):
    """Another process runs this installation; the message is its note (its address)."""


@contextlib.contextmanager
def only_one(file: Path) -> Iterator[int]:
    """Hold the lock for the body; yields the descriptor, in which a note may be left."""
    file.parent.mkdir(parents=True, exist_ok=True)
    number = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(os.read(number, 500).decode(errors="replace")) from None
        yield number
    finally:
        os.close(number)


def leave_note(number: int, text: str) -> None:
    """Replace the note that the next one, finding the lock taken, is told."""
    os.ftruncate(number, 0)
    os.pwrite(number, text.encode(), 0)
