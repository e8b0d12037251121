"""Giving bytes out."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.features.files.dao import FileDAO
from app.features.files.models import FilePurpose, FileState
from app.features.files.schemas import OpenedFile
from app.features.files.service.rules import store_of


async def open_file(session: AsyncSession, purpose: FilePurpose, name: str) -> OpenedFile:
    """Return a stored file to whoever knows its name; the caller has asked who may.

    Raises NotFoundError, StorageUnavailableError.
    """
    file = await FileDAO(session).by_name(name)
    if file is None or file.purpose is not purpose or file.state is not FileState.STORED:
        raise NotFoundError
    store = store_of(purpose)
    blob = await store.get(name)

    return OpenedFile(
        name=name,
        size=blob.size,
        media_type=file.media_type or "application/octet-stream",
        digest=file.digest,
        stream=lambda start, end: store.stream(name, start, end),
    )
