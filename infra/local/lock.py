"""One stack per installation: a lock that the kernel frees however its holder ends."""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

_POLL_SECONDS = 0.2


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


@contextlib.asynccontextmanager
async def turn(file: Path) -> AsyncIterator[None]:
    """Hold the lock for the body, waiting until whoever has it is done."""
    while True:
        with contextlib.suppress(BusyError), only_one(file):
            yield
            return
        await asyncio.sleep(_POLL_SECONDS)
