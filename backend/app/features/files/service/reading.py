"""Giving bytes out: the table is asked inside a transaction, the store after it."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.features.files.dao import FileDAO
from app.features.files.models import FilePurpose, FileState
from app.features.files.schemas import FoundFile, OpenedFile
from app.features.files.service.rules import store_of


async def find_file(session: AsyncSession, purpose: FilePurpose, name: str) -> FoundFile:
    """Return a stored file to whoever knows its name; the caller has asked who may.

    Raises NotFoundError.
    """
    file = await FileDAO(session).by_name(name)
    if file is None or file.purpose is not purpose or file.state is not FileState.STORED:
        raise NotFoundError
    media_type = file.media_type or "application/octet-stream"
    return FoundFile(name, purpose, media_type, file.digest)


async def open_file(found: FoundFile) -> OpenedFile:
    """Return the bytes of a file; raises NotFoundError, StorageUnavailableError."""
    store, name = store_of(found.purpose), found.name
    blob = await store.get(name)
    return OpenedFile(
        name=name,
        size=blob.size,
        media_type=found.media_type,
        digest=found.digest,
        stream=lambda start, end: store.stream(name, start, end),
    )
