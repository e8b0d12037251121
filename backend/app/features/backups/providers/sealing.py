"""Sealing of streams: compressed by zstd, then age (age-encryption.org/v1), by `pyrage`.

Every 64 KiB are authenticated; the end is marked, so what is cut off is noticed. Whoever has
the key opens all of it with plain `age -d | zstd -d`: a backup outlives what made it.
"""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import BinaryIO

import pyrage
import zstandard

from app.core import crypto
from app.features.backups.errors import (
    BackupDamagedError,
    BackupKeyInvalidError,
    BackupKeyWrongError,
)

_CHUNK = 256 * 1024
_LEVEL = 3
_FINGERPRINT = 16
_NO_KEY = "No matching keys"

Transform = Callable[[BinaryIO, BinaryIO], None]


def new_key() -> str:
    """Return a fresh key, as BACKUP_KEY takes it."""
    return str(pyrage.x25519.Identity.generate())


class Sealer:
    """Seals and opens streams with one key; raises BackupKeyInvalidError for what is none."""

    def __init__(self, key: str) -> None:
        try:
            self._identity = pyrage.x25519.Identity.from_str(key.strip())
        except pyrage.IdentityError as invalid:
            raise BackupKeyInvalidError from invalid
        self._key = str(self._identity)

    def seal(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Yield the sealed bytes of a stream."""
        recipients = [self._identity.to_public()]
        return _through(content, partial(_seal, recipients))

    async def open(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Yield what was sealed, each chunk once it is authenticated.

        Raises BackupKeyWrongError, and BackupDamagedError for what is altered or cut off: what was
        yielded before is true, but not all.
        """
        identities = [self._identity]
        transform = partial(_open, identities)
        async for chunk in _through(content, transform):
            yield chunk

    @property
    def fingerprint(self) -> str:
        """Tells whether two keys are the same, and nothing of what they are."""
        return self.sign(b"backup:key")[:_FINGERPRINT]

    def sign(self, content: bytes) -> str:
        """Return what only a holder of the key can make of these bytes."""
        return crypto.sign(self._key, content)

    def verify(self, content: bytes, signature: str) -> bool:
        """Tell whether a holder of the key signed these bytes."""
        return crypto.verify(self._key, content, signature)


def _seal(recipients: list[pyrage.x25519.Recipient], source: BinaryIO, sink: BinaryIO) -> None:
    compressed = zstandard.ZstdCompressor(level=_LEVEL).stream_reader(source, closefd=False)
    pyrage.encrypt_io(compressed, sink, recipients)


def _open(identities: list[pyrage.x25519.Identity], source: BinaryIO, sink: BinaryIO) -> None:
    try:
        with zstandard.ZstdDecompressor().stream_writer(sink, closefd=False) as plain:
            pyrage.decrypt_io(source, plain, identities)
    except (pyrage.DecryptError, zstandard.ZstdError, OSError) as refused:
        wrong = _NO_KEY in str(refused)
        raise (BackupKeyWrongError if wrong else BackupDamagedError) from refused


async def _through(content: AsyncIterable[bytes], transform: Transform) -> AsyncIterator[bytes]:
    """Yield what `transform`, which blocks, makes of a stream; never more than two pipes hold.

    Raises what the stream raises, else what `transform` raises.
    """
    source, inlet = _pipe()
    outlet, sink = _pipe()
    threads = ThreadPoolExecutor(3, "sealing")
    run = partial(asyncio.get_running_loop().run_in_executor, threads)
    feeding = asyncio.create_task(_feed(content, inlet, threads))
    working = run(_work, transform, source, sink)
    reading: asyncio.Future[bytes] | None = None
    try:
        while True:
            reading = run(os.read, outlet.fileno(), _CHUNK)
            chunk = await asyncio.shield(reading)
            if not chunk:
                break
            yield chunk
        await feeding
        await working
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])
        if reading is not None:
            await asyncio.wait([reading])
        outlet.close()
        await asyncio.wait([working])
        for ended in (feeding, working):
            _ = ended.cancelled() or ended.exception()
        threads.shutdown(wait=False)


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")


async def _feed(
    content: AsyncIterable[bytes], inlet: BinaryIO, threads: ThreadPoolExecutor
) -> None:
    """Write the stream into a pipe and close it; a reader that left early is no trouble of ours."""
    loop = asyncio.get_running_loop()
    try:
        with suppress(BrokenPipeError):
            async for chunk in content:
                await loop.run_in_executor(threads, inlet.write, chunk)
            await loop.run_in_executor(threads, inlet.flush)
    finally:
        with suppress(BrokenPipeError):
            inlet.close()


def _work(transform: Transform, source: BinaryIO, sink: BinaryIO) -> None:
    try:
        transform(source, sink)
    finally:
        source.close()
        with suppress(BrokenPipeError):
            sink.close()
