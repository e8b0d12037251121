"""What is taken in, what is refused, and what goes again."""

import os
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core import clock
from app.core.errors import ConflictError, NotFoundError, StorageFullError
from app.core.settings import Settings
from app.dao import blobs
from app.dao.blobs import chunks_of, new_name
from app.features.files import service
from app.features.files.errors import (
    FileQuotaExceededError,
    FileTooLargeError,
    FileTypeRefusedError,
)
from app.features.files.models import File, FilePurpose, FileState
from app.features.files.schemas import OpenedFile
from tests.factories.users import make_user
from tests.one_transaction import OneTransaction

AVATAR, EXPORT = FilePurpose.AVATAR, FilePurpose.DATA_EXPORT
Drain = Callable[[], Awaitable[int]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = Settings(files_dir=tmp_path)
    monkeypatch.setattr(blobs, "get_settings", lambda: settings)
    return tmp_path


def _picture(kind: str = "WEBP") -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, kind)
    return written.getvalue()


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def _row(session: AsyncSession, name: str) -> File | None:
    found: File | None = await session.scalar(select(File).where(col(File.name) == name))
    return found


async def _nowhere(_session: AsyncSession, _name: str) -> None:
    """Use the name of a file nowhere."""


async def _receive(
    database: OneTransaction, purpose: FilePurpose, owner_id: UUID, content: AsyncIterable[bytes]
) -> str:
    return await service.receive(database, purpose, owner_id, content, _nowhere)


async def _opened(session: AsyncSession, purpose: FilePurpose, name: str) -> OpenedFile:
    return await service.open_file(await service.find_file(session, purpose, name))


async def test_the_media_type_comes_from_the_content(
    session: AsyncSession, database: OneTransaction
) -> None:
    user, picture = await make_user(session), _picture()
    name = await _receive(database, AVATAR, user.id, chunks_of(picture))
    row = await _row(session, name)
    assert row is not None
    assert (row.media_type, row.size, row.state) == ("image/webp", len(picture), FileState.STORED)
    assert row.digest == sha256(picture).hexdigest()
    opened = await _opened(session, AVATAR, name)
    assert (await opened.read(), opened.size) == (picture, len(picture))


@pytest.mark.parametrize("content", [b"", b"<html>", _picture("PNG"), b"PK\x03\x04"])
async def test_a_refused_media_type_is_not_stored(
    session: AsyncSession, database: OneTransaction, folder: Path, content: bytes
) -> None:
    user = await make_user(session)
    with pytest.raises(FileTypeRefusedError):
        await _receive(database, AVATAR, user.id, chunks_of(content))
    assert _names(folder) == []


async def test_a_file_over_the_limit_is_not_stored(
    session: AsyncSession, database: OneTransaction, folder: Path
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield _picture() if sent == 1 else b"x" * 65_536

    user = await make_user(session)
    with pytest.raises(FileTooLargeError):
        await _receive(database, AVATAR, user.id, endless())
    assert sent < 20
    assert _names(folder) == []


async def test_the_quota_is_per_owner(
    session: AsyncSession, database: OneTransaction, folder: Path
) -> None:
    user, other = await make_user(session), await make_user(session)
    large = _picture() + b"\0" * 900_000
    kept = [await _receive(database, AVATAR, user.id, chunks_of(large)) for _ in range(4)]
    with pytest.raises(FileQuotaExceededError):
        await _receive(database, AVATAR, user.id, chunks_of(large))
    kept.append(await _receive(database, AVATAR, other.id, chunks_of(large)))
    assert _names(folder) == sorted(kept)


async def test_a_file_opens_only_for_its_purpose(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    name = await _receive(database, AVATAR, user.id, chunks_of(_picture()))
    promised = await service.reserve(session, EXPORT, user.id)
    for purpose, wanted in ((EXPORT, name), (EXPORT, promised), (AVATAR, new_name())):
        with pytest.raises(NotFoundError):
            await _opened(session, purpose, wanted)


async def test_bytes_are_removed_after_their_row(
    session: AsyncSession, database: OneTransaction, folder: Path, drain: Drain
) -> None:
    user = await make_user(session)
    name = await _receive(database, AVATAR, user.id, chunks_of(_picture()))
    for _ in range(2):
        await service.discard(session, name)
    assert _names(folder) == [name]
    await session.commit()
    await drain()
    assert _names(folder) == []


async def test_the_sweep_removes_orphaned_bytes_and_stale_rows(
    session: AsyncSession, database: OneTransaction, folder: Path
) -> None:
    user = await make_user(session)
    named, fresh, orphan = [
        await _receive(database, AVATAR, user.id, chunks_of(_picture())) for _ in range(3)
    ]
    for name in (fresh, orphan):
        row = await _row(session, name)
        await session.delete(row)
    promised = await service.reserve(session, EXPORT, user.id)
    late = await service.reserve(session, EXPORT, user.id)
    await session.flush()
    old = await _row(session, late)
    assert old is not None
    old.created_at = clock.now() - timedelta(hours=49)
    await session.commit()
    past = (clock.now() - timedelta(hours=7)).timestamp()
    for name in (named, orphan):
        os.utime(folder / "avatars" / name[:2] / name, (past, past))
    await service.sweep(database)
    assert _names(folder) == sorted([named, fresh])
    assert await _row(session, promised) is not None
    session.expire_all()
    assert await _row(session, late) is None


async def test_a_full_disk_leaves_neither_bytes_nor_row(
    session: AsyncSession, database: OneTransaction, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_args: object, **_more: object) -> None:
        message = "No space left on device (os error 28)"
        raise OSError(message)

    user = await make_user(session)
    monkeypatch.setattr("app.dao.blobs.obstore.put_async", full)
    with pytest.raises(StorageFullError):
        await _receive(database, AVATAR, user.id, chunks_of(_picture()))
    assert _names(folder) == []
    assert (await session.scalars(select(File))).all() == []


async def test_a_file_discarded_while_it_is_written_is_removed(
    session: AsyncSession, folder: Path, drain: Drain
) -> None:
    user = await make_user(session)
    name = await service.reserve(session, EXPORT, user.id)
    await service.discard(session, name)
    stored = await service.fill(EXPORT, name, chunks_of(b"PK\x03\x04"))
    assert not await service.settle(session, stored)
    await session.commit()
    await drain()
    assert _names(folder) == []


async def test_bytes_are_removed_when_their_use_is_refused(
    session: AsyncSession, database: OneTransaction, folder: Path
) -> None:
    async def refuse(_session: AsyncSession, _name: str) -> None:
        raise ConflictError

    user = await make_user(session)
    with pytest.raises(ConflictError):
        await service.receive(database, AVATAR, user.id, chunks_of(_picture()), refuse)
    assert _names(folder) == []
    assert (await session.scalars(select(File))).all() == []


async def test_bytes_that_a_row_still_names_are_not_removed(
    session: AsyncSession, database: OneTransaction, folder: Path
) -> None:
    user = await make_user(session)
    name = await _receive(database, AVATAR, user.id, chunks_of(_picture()))
    with pytest.raises(ConflictError):
        await service.begin_removal(session, name, AVATAR)
    assert _names(folder) == [name]


async def test_a_sweep_with_nothing_to_do_does_nothing(
    session: AsyncSession, database: OneTransaction, folder: Path
) -> None:
    user = await make_user(session)
    name = await _receive(database, AVATAR, user.id, chunks_of(_picture()))
    await session.commit()
    await service.sweep(database)
    assert _names(folder) == [name]
