"""A disk that is full, and one that became read-only: a small file system made for the test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.core.errors import StorageFullError, StorageUnavailableError
from app.core.settings import Settings
from app.dao.blobs import Blob, blob_store, chunks_of, new_name
from tests.dao.test_blobs import files_in

_MIB = 1024**2


async def _long(mebibytes: int) -> AsyncIterator[bytes]:
    for _ in range(mebibytes):
        yield b"x" * _MIB


@pytest.mark.parametrize("mebibytes", [2, 12])
async def test_a_full_disk_is_reported_and_stores_nothing(small_disk: Path, mebibytes: int) -> None:
    store = blob_store("things", Settings(files_dir=small_disk))
    kept = await store.add(Blob(new_name(), chunks_of(b"x" * 500_000)))
    with pytest.raises(StorageFullError):
        await store.add(Blob(new_name(), _long(mebibytes)))
    with pytest.raises(StorageFullError):
        await store.patch(kept.name, {"content": _long(mebibytes)})
    assert [blob.name for blob in (await store.page()).items] == [kept.name]
    assert await (await store.get(kept.name)).read() == b"x" * 500_000
    assert [path.name for path in files_in(small_disk)] == [kept.name]
    await store.add(Blob(new_name(), chunks_of(b"x" * 200_000)))


async def test_a_read_only_disk_is_reported(small_disk: Path) -> None:
    store = blob_store("things", Settings(files_dir=small_disk))
    kept = await store.add(Blob(new_name(), chunks_of(b"x")))
    again = await asyncio.create_subprocess_exec("mount", "-o", "remount,ro", str(small_disk))
    assert await again.wait() == 0
    with pytest.raises(StorageUnavailableError):
        await store.add(Blob(new_name(), chunks_of(b"y")))
    with pytest.raises(StorageUnavailableError):
        await store.remove(kept.name)
    assert await (await store.get(kept.name)).read() == b"x"
