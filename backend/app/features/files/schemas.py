"""What other features get of a file."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from app.features.files.models import FilePurpose as FilePurpose  # noqa: PLC0414  offered to others


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """Bytes that are in the store, whatever its table says yet; `size` in bytes."""

    name: str
    purpose: FilePurpose
    size: int
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """What the table says of a file whose bytes are there."""

    name: str
    purpose: FilePurpose
    media_type: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as a backup names it; `size` and `digest` are None for what older releases stored."""

    folder: str
    name: str
    size: int | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A stored file; `stream(start, end)` yields its bytes from `start` up to `end`."""

    name: str
    size: int
    media_type: str
    digest: str | None
    stream: Callable[[int, int | None], AsyncIterator[bytes]]

    async def read(self) -> bytes:
        """Return all of it: for what is known to be small."""
        return b"".join([chunk async for chunk in self.stream(0, None)])
