"""Taking bytes in, and letting them go.

Bytes come first and their row after them, in the caller's transaction: where that is rolled back,
nothing names them and the sweep removes them. What is let go loses its row first.
"""

from collections.abc import AsyncIterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.dao.blobs import Blob, new_name
from app.features.files.dao import FileDAO
from app.features.files.errors import (
    FileQuotaExceededError,
    FileTooLargeError,
    FileTypeRefusedError,
)
from app.features.files.models import File, FilePurpose, FileState
from app.features.files.providers.content import Inspected
from app.features.files.service.rules import RULES, store_of

REMOVE = "files.remove"


async def receive(
    session: AsyncSession, purpose: FilePurpose, owner_id: UUID, content: AsyncIterable[bytes]
) -> str:
    """Stream a file in and return its name; nothing of it stays where it is refused.

    Raises FileTooLargeError, FileTypeRefusedError, FileQuotaExceededError, StorageFullError or
    StorageUnavailableError. Call it before anything else touches the session: bytes may be slow.
    """
    name = new_name()
    seen = await _write(purpose, name, content)
    if await FileDAO(session).used(owner_id, purpose) + seen.size > RULES[purpose].quota:
        await store_of(purpose).remove(name)
        raise FileQuotaExceededError
    file = File(
        name=name,
        purpose=purpose,
        owner_id=owner_id,
        state=FileState.STORED,
        media_type=seen.media_type,
        size=seen.size,
        digest=seen.digest,
        created_at=clock.now(),
    )
    await FileDAO(session).add(file)
    return name


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


async def fill(session: AsyncSession, name: str, content: AsyncIterable[bytes]) -> int:
    """Write the bytes of a reserved file and return their number; a second time replaces them.

    Raises NotFoundError where it was let go meanwhile, and what `receive` raises.
    """
    file = await FileDAO(session).by_name(name, for_update=True)
    if file is None:
        raise NotFoundError
    seen = await _write(file.purpose, name, content, replace=True)
    changes = {"size": seen.size, "digest": seen.digest, "media_type": seen.media_type}
    await FileDAO(session).patch(file.id, changes | {"state": FileState.STORED})
    return seen.size


async def _write(
    purpose: FilePurpose, name: str, content: AsyncIterable[bytes], *, replace: bool = False
) -> Inspected:
    rules, store = RULES[purpose], store_of(purpose)
    seen = Inspected(content, rules.max_bytes, FileTooLargeError(max_bytes=rules.max_bytes))
    if replace:
        # An earlier try may have died between its bytes and its commit.
        await store.remove(name)
    await store.add(Blob(name, seen))
    if seen.media_type not in rules.types:
        await store.remove(name)
        raise FileTypeRefusedError
    return seen


async def discard(session: AsyncSession, *names: str) -> None:
    """Let files go: their rows now, their bytes once that is committed. Twice is no error."""
    for name, purpose in await FileDAO(session).forget(names):
        await enqueue(session, REMOVE, key=f"file:{name}", name=name, purpose=purpose)


async def remove_bytes(session: AsyncSession, purpose: FilePurpose, name: str) -> None:
    """Remove the bytes of a file whose row is gone; raises ConflictError where it is not."""
    if await FileDAO(session).by_name(name) is not None:
        raise ConflictError
    await store_of(purpose).remove(name)
