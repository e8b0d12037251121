"""The media type of bytes, from their content: never from what the sender says."""

from collections.abc import AsyncIterable, AsyncIterator
from hashlib import sha256

_UNKNOWN = "application/octet-stream"
_HEAD = 8_192


class Inspected:
    """A stream that is measured while it passes; `raise_over` ends one that is too long."""

    def __init__(self, content: AsyncIterable[bytes], max_bytes: int, too_large: Exception) -> None:
        self._content = content
        self._max_bytes = max_bytes
        self._too_large = too_large
        self._digest = sha256()
        self._head = b""
        self.size = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._content:
            self.size += len(chunk)
            if self.size > self._max_bytes:
                raise self._too_large
            self._digest.update(chunk)
            if len(self._head) < _HEAD:
                self._head += chunk[: _HEAD - len(self._head)]
            yield chunk

    @property
    def digest(self) -> str:
        """SHA-256 of what has passed, in hex."""
        return self._digest.hexdigest()

    @property
    def media_type(self) -> str:
        """What the beginning of the content shows it to be."""
        import filetype  # noqa: PLC0415  heavy, and not needed to start

        return filetype.guess_mime(self._head) or _UNKNOWN
