"""Bytes in and out of the directory and of a real S3 server, and what they do when refused."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.core.errors import ConflictError, NotFoundError, StorageUnavailableError
from app.core.settings import Settings
from app.core.transactions import NetworkInTransactionError, open_transaction
from app.dao.blobs import Blob, BlobStore, blob_store, chunks_of, new_name
from tests.dao.stores import Place

_MIB = 1024**2


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(params=["directory", "bucket"])
async def blobs(request: pytest.FixtureRequest, place: Place) -> BlobStore:
    if request.param == "directory":
        return blob_store("things", Settings(files_dir=place.folder))
    return blob_store("things", (await place.s3()).settings(new_name()))


async def _long(parts: int, *, failing: bool = False) -> AsyncIterator[bytes]:
    for number in range(parts):
        yield bytes([number]) * _MIB
    if failing:
        message = "the other side hung up"
        raise ConnectionError(message)


async def test_a_multipart_blob_is_read_back_unchanged(blobs: BlobStore) -> None:
    added = await blobs.add(Blob(new_name(), _long(12)))
    found = await blobs.get(added.name)
    assert (added.size, found.size) == (12 * _MIB, 12 * _MIB)
    place = 0
    async for chunk in found.content:
        assert chunk[0] == place // _MIB
        place += len(chunk)
    assert place == 12 * _MIB


async def test_a_range_is_read_without_the_rest(blobs: BlobStore) -> None:
    name = (await blobs.add(Blob(new_name(), chunks_of(b"0123456789")))).name

    async def read(start: int, end: int | None = None) -> bytes:
        return b"".join([chunk async for chunk in blobs.stream(name, start, end)])

    assert [await read(2, 5), await read(8), await read(0, 1), await read(3, 3)] == [
        b"234",
        b"89",
        b"0",
        b"",
    ]


@pytest.mark.parametrize("parts", [1, 7])
async def test_a_broken_stream_stores_nothing(blobs: BlobStore, parts: int) -> None:
    name = new_name()
    with pytest.raises(ConnectionError):
        await blobs.add(Blob(name, _long(parts, failing=True)))
    assert await blobs.find(name) is None
    assert list((await blobs.page()).items) == []


async def test_concurrent_writers_of_one_name_conflict(blobs: BlobStore) -> None:
    name = new_name()
    adding = (blobs.add(Blob(name, chunks_of(str(number).encode()))) for number in range(10))
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(one, Blob) for one in outcomes) == 1
    assert sum(isinstance(one, ConflictError) for one in outcomes) == 9


async def test_a_large_blob_does_not_take_anothers_name(blobs: BlobStore) -> None:
    name = (await blobs.add(Blob(new_name(), chunks_of(b"first")))).name
    with pytest.raises(ConflictError):
        await blobs.add(Blob(name, _long(6)))
    assert await (await blobs.get(name)).read() == b"first"


@pytest.mark.parametrize(
    "name", ["", "..", "../secret", "/etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "a/" * 16]
)
async def test_names_cannot_escape_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    store = blob_store("things", Settings(files_dir=tmp_path))
    assert await store.find(name) is None
    await store.remove(name)
    with pytest.raises(ConflictError):
        await store.add(Blob(name, chunks_of(b"x")))
    assert files_in(tmp_path) == [tmp_path / "secret"]


async def test_an_unreachable_bucket_is_storage_unavailable(place: Place) -> None:
    server = await place.s3()
    away = server.settings().model_copy(update={"blob_s3_endpoint": "http://127.0.0.1:9"})
    stranger = server.settings().model_copy(update={"blob_s3_secret_key": SecretStr("wrong")})
    for settings in (away, stranger):
        store = blob_store("things", settings)
        with pytest.raises(StorageUnavailableError):
            await store.add(Blob(new_name(), chunks_of(b"x")))
        with pytest.raises(StorageUnavailableError):
            await store.page()


async def test_a_blob_removed_before_it_is_read_is_not_found(blobs: BlobStore) -> None:
    found = await blobs.add(Blob(new_name(), chunks_of(b"x")))
    await blobs.remove(found.name)
    with pytest.raises(NotFoundError):
        await found.read()


@pytest.mark.skipif(os.geteuid() == 0, reason="needs a user whom file modes bind; root is not")
async def test_an_unwritable_folder_is_storage_unavailable(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o500)  # noqa: PTH101  pathlib's is refused in a coroutine
    with pytest.raises(StorageUnavailableError):
        await blob_store("things", Settings(files_dir=tmp_path)).add(
            Blob(new_name(), chunks_of(b"x"))
        )


async def test_no_store_is_asked_while_a_transaction_is_open(blobs: BlobStore) -> None:
    name = (await blobs.add(Blob(new_name(), chunks_of(b"x")))).name

    async def read() -> None:
        async for _ in blobs.stream(name):
            pass

    for ask in (
        lambda: blobs.find(name),
        blobs.page,
        lambda: blobs.add(Blob(new_name(), chunks_of(b"y"))),
        lambda: blobs.patch(name, {"content": chunks_of(b"y")}),
        lambda: blobs.remove(name),
        read,
    ):
        with open_transaction(), pytest.raises(NetworkInTransactionError):
            await ask()
    assert await (await blobs.get(name)).read() == b"x"
