"""The store of bytes: streamed in and out, in a directory of this machine or in S3.

Names are made by `new_name` and say nothing; a blob appears whole or not at all. Who it belongs to
and what it is stands in a row of the `file` table.
"""

import heapq
import re
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, S3Store

from app.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    StorageFullError,
    StorageUnavailableError,
)
from app.core.settings import Settings, get_settings
from app.core.transactions import require_none_open
from app.dao.base import Store, StorePage

if TYPE_CHECKING:  # the library has them for the type checker only
    from obstore.store import ClientConfig, RetryConfig

_NAME = re.compile(r"[0-9a-f]{32}")
# What S3 takes as the smallest part but the last; a smaller blob is one request, and atomic.
_PART = 5 * 1024**2
# S3 takes 10 000 parts: 5 MiB each make 48 GiB, which a database may be larger than.
_LARGE_PART = 32 * 1024**2
_PARTS_AT_ONCE = 4
_CHUNK = 256 * 1024
# ENOSPC, EDQUOT and EFBIG as the local store writes them, and what S3 servers answer.
_FULL = re.compile(r"\(os error (28|122|27)\)|507 Insufficient|InsufficientStorage|QuotaExceeded")


def new_name() -> str:
    """Return a name for a blob: 128 random bits in hex, which fit everywhere."""
    return secrets.token_hex(16)


async def chunks_of(content: bytes) -> AsyncIterator[bytes]:
    """Yield bytes that are at hand, as a stream."""
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes under a name; `content` is read once, and only when it is iterated."""

    name: str
    content: AsyncIterable[bytes] = field(repr=False)
    size: int = 0
    """In bytes; known of what is stored."""
    modified_at: datetime | None = None

    async def read(self) -> bytes:
        """Return all of it: for what is known to be small."""
        return b"".join([chunk async for chunk in self.content])


class BlobStore(Store[str, Blob]):
    """Blobs of one purpose, in a folder of the object store.

    A name that `new_name` cannot have made is not found, so no name leads out of the folder.
    No method may be called while a transaction is open: the store may be far away, wherever it is
    today (`core.transactions`). Every method raises StorageFullError or StorageUnavailableError;
    nothing half-kept stays.
    """

    def __init__(self, store: LocalStore | S3Store, folder: str, part: int = _PART) -> None:
        self._store = store
        self._folder = folder
        self._part = part

    async def find(self, key: str) -> Blob | None:
        """Return the blob, or None where there is none; its bytes come when they are iterated."""
        if not _NAME.fullmatch(key):
            return None
        try:
            with _asking():
                meta = await obstore.head_async(self._store, self._path(key))
        except NotFoundError:
            return None
        return Blob(key, self.stream(key), meta["size"], meta["last_modified"])

    async def stream(
        self, key: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end`; raises NotFoundError."""
        if end is not None and end <= start:
            return
        wanted = {"range": (start, end)} if end is not None else {"range": {"offset": start}}
        options: Any = wanted if start or end is not None else None
        with _asking():
            found = await obstore.get_async(self._store, self._path(key), options=options)
            async for chunk in found.stream(min_chunk_size=_CHUNK):
                yield bytes(chunk)

    async def page(self, cursor: str | None = None, limit: int = 100) -> StorePage[Blob]:
        """Return blobs by name (see `Store`)."""
        if cursor is not None and not _NAME.fullmatch(cursor):
            raise InvalidError
        after = None if cursor is None else self._path(cursor)
        with _asking():
            found = await self._listed(after, limit + 1)
        blobs = [
            Blob(name, self.stream(name), size, modified) for name, size, modified in found[:limit]
        ]
        return StorePage(blobs, blobs[-1].name if len(found) > limit else None)

    async def _listed(self, after: str | None, count: int) -> list[tuple[str, int, datetime]]:
        """Return the first names after a path; S3 lists in order, a directory does not."""
        ordered = isinstance(self._store, S3Store)
        found: list[tuple[str, int, datetime]] = []
        async for batch in obstore.list(self._store, self._folder, offset=after):
            for meta in batch:
                name = meta["path"].rpartition("/")[2]
                if _NAME.fullmatch(name):
                    found.append((name, meta["size"], meta["last_modified"]))
            if ordered and len(found) >= count:
                break
            found = heapq.nsmallest(count, found)
        return sorted(found)[:count]

    async def add(self, item: Blob) -> Blob:
        """Stream a new blob in; raises ConflictError where the name is taken or malformed.

        What the stream raises goes through, and nothing of it is kept.
        """
        if not _NAME.fullmatch(item.name):
            raise ConflictError
        return await self._write(item.name, item.content, replace=False)

    async def patch(self, key: str, changes: Mapping[str, Any]) -> Blob:
        """Replace the `content` of a blob, a stream; raises NotFoundError."""
        await self.get(key)
        return await self._write(key, changes["content"], replace=True)

    async def remove(self, key: str) -> None:
        """Remove the blob; removing what is not there is no error."""
        if not _NAME.fullmatch(key):
            return
        try:
            with _asking():
                await obstore.delete_async(self._store, self._path(key))
        except NotFoundError:
            return

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name[:2]}/{name}"

    async def _write(self, name: str, content: AsyncIterable[bytes], *, replace: bool) -> Blob:
        counted = _Counted(content)
        whole = await counted.fill(_PART)
        if not whole and not replace and await self.find(name) is not None:
            raise ConflictError
        try:
            with _asking():
                await self._put(name, counted, whole=whole, replace=replace)
        except StorageUnavailableError:
            if counted.failure is not None:
                raise counted.failure from None
            raise
        return Blob(name, self.stream(name), counted.size)

    async def _put(self, name: str, counted: "_Counted", *, whole: bool, replace: bool) -> None:
        path = self._path(name)
        if whole:
            mode: Any = "overwrite" if replace else "create"
            await obstore.put_async(self._store, path, counted.head, mode=mode, use_multipart=False)
        else:
            await obstore.put_async(
                self._store, path, counted, chunk_size=self._part, max_concurrency=_PARTS_AT_ONCE
            )


class _Counted:
    """A stream whose beginning is looked at before it is known how to send it."""

    def __init__(self, content: AsyncIterable[bytes]) -> None:
        self._rest = aiter(content)
        self.head = b""
        self.size = 0
        self.failure: Exception | None = None
        """What the stream raised: the sender's trouble, not the store's."""

    async def fill(self, most: int) -> bool:
        """Read up to more than `most` bytes; tell whether that is all there is."""
        async for chunk in self._rest:
            self.head += chunk
            self.size = len(self.head)
            if self.size > most:
                return False
        return True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.head
        try:
            async for chunk in self._rest:
                self.size += len(chunk)
                yield chunk
        except Exception as failed:
            self.failure = failed
            raise


@contextmanager
def _foreseen() -> Iterator[None]:
    """Turn what object stores and disks refuse into the domain's words."""
    try:
        yield
    except (FileNotFoundError, AlreadyExistsError) as known:
        raise (ConflictError if isinstance(known, AlreadyExistsError) else NotFoundError) from known
    except (BaseError, OSError) as refused:
        full = _FULL.search(str(refused))
        raise (StorageFullError if full else StorageUnavailableError) from refused


@contextmanager
def _asking() -> Iterator[None]:
    """Ask the store something: never inside a transaction, and refusals are the domain's."""
    require_none_open("a blob store was asked")
    with _foreseen():
        yield


@lru_cache(maxsize=8)
def _opened(
    url: str, endpoint: str, region: str, access_key: str, secret_key: str
) -> LocalStore | S3Store:
    """Open a store once a process: its connections are kept."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True)
    config: dict[str, Any] = {"region": region, "virtual_hosted_style_request": not endpoint}
    config |= {"endpoint": endpoint} if endpoint else {}
    # Without keys the machine's own role is asked for them.
    keys = {"access_key_id": access_key, "secret_access_key": secret_key}
    config |= keys if access_key else {}
    client: ClientConfig = {
        "connect_timeout": timedelta(seconds=3),
        "read_timeout": timedelta(seconds=20),
        "allow_http": endpoint.startswith("http://"),
    }
    retry: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options=client,
        retry_config=retry,
        **config,
    )


def blob_store(folder: str, settings: Settings | None = None) -> BlobStore:
    """Return the store of one purpose, where the settings say; raises StorageUnavailableError."""
    settings = settings or get_settings()
    url = settings.blob_url or settings.files_dir.resolve().as_uri()
    with _foreseen():
        store = _opened(
            url,
            settings.blob_s3_endpoint,
            settings.blob_s3_region,
            settings.blob_s3_access_key,
            settings.blob_s3_secret_key.get_secret_value(),
        )
    return BlobStore(store, folder)


def backup_store(folder: str, settings: Settings | None = None) -> BlobStore:
    """Return a folder of the backups' target; raises StorageUnavailableError.

    `BACKUP_URL` must be set; blobs of up to 312 GiB have room.
    """
    settings = settings or get_settings()
    url = settings.backup_url
    with _foreseen():
        store = _opened(
            Path(url).as_uri() if url.startswith("/") else url,
            settings.backup_s3_endpoint,
            settings.backup_s3_region,
            settings.backup_s3_access_key,
            settings.backup_s3_secret_key.get_secret_value(),
        )
    return BlobStore(store, folder, _LARGE_PART)
