"""A person's picture: drawn anew, kept as a file of theirs, shown to whoever knows its name."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.dao.blobs import chunks_of
from app.dao.session import UnitsOfWork
from app.events.audit import AuditEntry, Target, record
from app.features.files import service as files
from app.features.files.errors import FileTooLargeError
from app.features.files.schemas import FilePurpose, OpenedFile
from app.features.users.audit import AuditAction
from app.features.users.dao.people import UserDAO

MEDIA_TYPE = files.PICTURE_TYPE
MAX_BYTES = files.max_upload(FilePurpose.AVATAR)
"""What a picture may weigh before it is drawn anew."""

_SIDE = 256


def avatar_url(name: str) -> str:
    """Return where a picture is served."""
    return f"/api/v1/avatars/{name}"


async def set_avatar(work: UnitsOfWork, user_id: UUID, content: bytes) -> str:
    """Make the picture the person's and return where it is.

    Raises FileTooLargeError, ImageInvalidError, StorageFullError or StorageUnavailableError.
    """
    if len(content) > MAX_BYTES:
        raise FileTooLargeError(max_bytes=MAX_BYTES)
    drawn = await files.redraw_square(content, _SIDE)

    async def use(session: AsyncSession, name: str) -> None:
        await _replace(session, user_id, name)

    name = await files.receive(work, FilePurpose.AVATAR, user_id, chunks_of(drawn), use)
    return avatar_url(name)


async def remove_avatar(session: AsyncSession, user_id: UUID) -> None:
    """Take the person's picture away; there may be none."""
    await _replace(session, user_id, None)


async def _replace(session: AsyncSession, user_id: UUID, name: str | None) -> None:
    user = await UserDAO(session).lock(user_id)
    before = user.avatar
    if before == name:
        return
    await UserDAO(session).patch(user_id, {"avatar": name})
    changes = {"avatar": [before is not None, name is not None]}
    entry = AuditEntry(AuditAction.PROFILE_CHANGED, target=Target("user", user_id), changes=changes)
    await record(session, entry)
    if before is not None:
        await files.discard(session, before)


async def open_avatar(work: UnitsOfWork, name: str) -> OpenedFile:
    """Return a picture; raises NotFoundError, StorageUnavailableError."""
    async with work.unit_of_work() as session:
        found = await files.find_file(session, FilePurpose.AVATAR, name)
    return await files.open_file(found)
