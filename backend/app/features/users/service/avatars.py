"""A person's picture: read by its content, drawn anew, kept under a name nobody can guess.

What is stored is our own drawing: no metadata, no second file hidden behind the picture.
"""

import asyncio
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core.settings import get_settings
from app.dao.files import FileStore, StoredFile, new_name
from app.events.audit import AuditEntry, Target, record
from app.events.audit_actions import AuditAction
from app.features.users.dao.people import UserDAO
from app.features.users.errors import ImageInvalidError

REMOVE_AVATAR = "users.remove_avatar"
MEDIA_TYPE = "image/webp"
_FORMATS = ("PNG", "JPEG", "WEBP")
# A SyntaxError is Pillow's word for a broken chunk.
_FLAWS = (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError)
_SIDE = 256
_MOST_PIXELS = 40_000_000


def _store() -> FileStore:
    return FileStore(get_settings().files_dir / "avatars")


def avatar_url(name: str) -> str:
    """Return where a picture is served."""
    return f"/api/v1/avatars/{name}"


async def set_avatar(session: AsyncSession, user_id: UUID, content: bytes) -> str:
    """Make the picture the person's and return where it is; raises ImageInvalidError."""
    drawn = await asyncio.to_thread(_drawn, content)
    kept = await _store().add(StoredFile(new_name(), drawn))
    await _replace(session, user_id, kept.name)
    return avatar_url(kept.name)


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
        # After the commit only: a picture that is still the person's must not be gone.
        await enqueue(session, REMOVE_AVATAR, name=before)


async def drop_avatar_file(name: str) -> None:
    """Remove a picture that is nobody's any more."""
    await _store().remove(name)


async def read_avatar(name: str) -> bytes:
    """Return a picture; raises NotFoundError."""
    return (await _store().get(name)).content


def _drawn(content: bytes) -> bytes:
    """Return the picture as a square WebP, upright; refuses before it decodes what is too large."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise ImageInvalidError
            upright = ImageOps.exif_transpose(opened)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            drawn = ImageOps.fit(upright.convert(mode), (_SIDE, _SIDE))
    except _FLAWS as flaw:
        raise ImageInvalidError from flaw
    written = BytesIO()
    drawn.save(written, "WEBP", quality=85, method=4)
    return written.getvalue()
