"""Taking bytes in, and letting them go.

The store is asked while no transaction is open. Bytes come first and their row after them: where
that is refused they are removed, and where we die in between nothing names them and the sweep
removes them. What is let go loses its row first.
"""

from collections.abc import AsyncIterable, Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock
from app.core.errors import AppError, ConflictError
from app.dao.blobs import Blob, new_name
from app.dao.session import UnitsOfWork
from app.features.files.dao import FileDAO
from app.features.files.errors import (
    FileQuotaExceededError,
    FileTooLargeError,
    FileTypeRefusedError,
)
from app.features.files.models import File, FilePurpose, FileState
from app.features.files.providers.content import Inspected
from app.features.files.schemas import StoredBytes
from app.features.files.service.rules import RULES, store_of

REMOVE = "files.remove"

Use = Callable[[AsyncSession, str], Awaitable[None]]
"""Writes the name of a file where it is used."""


async def receive(
    work: UnitsOfWork,
    purpose: FilePurpose,
    owner_id: UUID,
    content: AsyncIterable[bytes],
    use: Use,
) -> str:
    """Stream a file in, then keep it and `use` it in one transaction; return its name.

    Nothing of it stays where it is refused. Raises FileTooLargeError, FileTypeRefusedError,
    FileQuotaExceededError, StorageFullError, StorageUnavailableError and what `use` raises.
    """
    stored = await _write(purpose, new_name(), content)
    try:
        async with work.unit_of_work() as session:
            await _keep(session, owner_id, stored)
            await use(session, stored.name)
    except AppError:
        await store_of(purpose).remove(stored.name)
        raise
    return stored.name


async def _keep(session: AsyncSession, owner_id: UUID, stored: StoredBytes) -> None:
    dao = FileDAO(session)
    if await dao.used(owner_id, stored.purpose) + stored.size > RULES[stored.purpose].quota:
        raise FileQuotaExceededError
    file = File(
        name=stored.name,
        purpose=stored.purpose,
        owner_id=owner_id,
        state=FileState.STORED,
        media_type=stored.media_type,
        size=stored.size,
        digest=stored.digest,
        created_at=clock.now(),
    )
    await dao.add(file)


async def reserve(session: AsyncSession, purpose: FilePurpose, owner_id: UUID) -> str:
    """Promise a file whose bytes a job will write, and return its name."""
    name = new_name()
    row = File(
        name=name,
        purpose=purpose,
        owner_id=owner_id,
        state=FileState.PENDING,
        created_at=clock.now(),
    )
    await FileDAO(session).add(row)
    return name


async def fill(purpose: FilePurpose, name: str, content: AsyncIterable[bytes]) -> StoredBytes:
    """Write the bytes of a reserved file; a second time replaces them.

    No row says so yet: `settle` does. Raises what `receive` raises.
    """
    # An earlier try may have died between its bytes and its row.
    await store_of(purpose).remove(name)
    return await _write(purpose, name, content)


async def settle(session: AsyncSession, stored: StoredBytes) -> bool:
    """Say in the row of a reserved file that its bytes are there.

    False where it was let go while they were written; then they go, too.
    """
    file = await FileDAO(session).by_name(stored.name, for_update=True)
    if file is None:
        await _enqueue_removal(session, stored.purpose, stored.name, "late")
        return False
    changes = {"size": stored.size, "digest": stored.digest, "media_type": stored.media_type}
    await FileDAO(session).patch(file.id, changes | {"state": FileState.STORED})
    return True


async def _write(purpose: FilePurpose, name: str, content: AsyncIterable[bytes]) -> StoredBytes:
    rules, store = RULES[purpose], store_of(purpose)
    seen = Inspected(content, rules.max_bytes, FileTooLargeError(max_bytes=rules.max_bytes))
    await store.add(Blob(name, seen))
    if seen.media_type not in rules.types:
        await store.remove(name)
        raise FileTypeRefusedError
    return StoredBytes(name, purpose, seen.size, seen.media_type, seen.digest)


async def discard(session: AsyncSession, *names: str) -> None:
    """Let files go: their rows now, their bytes once that is committed. Twice is no error."""
    for name, purpose in await FileDAO(session).forget(names):
        await _enqueue_removal(session, purpose, name, "gone")


async def _enqueue_removal(
    session: AsyncSession, purpose: FilePurpose, name: str, why: str
) -> None:
    await enqueue(session, REMOVE, key=f"file:{name}:{why}", name=name, purpose=purpose)


async def begin_removal(
    session: AsyncSession, name: str, purpose: FilePurpose
) -> tuple[FilePurpose, str]:
    """Return what is to be removed; raises ConflictError where a row names it."""
    if await FileDAO(session).by_name(name) is not None:
        raise ConflictError
    return purpose, name


async def remove_bytes(removal: tuple[FilePurpose, str]) -> None:
    """Remove the bytes of a file whose row is gone; raises StorageUnavailableError."""
    purpose, name = removal
    await store_of(purpose).remove(name)
