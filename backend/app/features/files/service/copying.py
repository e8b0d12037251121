"""What a backup asks about files: which there are in a snapshot, and whether one still is."""

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.files.dao import FileDAO
from app.features.files.schemas import KeptFile
from app.features.files.service.rules import RULES

_PAGE = 1_000


async def walk_kept(session: AsyncSession) -> AsyncIterator[KeptFile]:
    """Yield every file whose bytes are there, by name, as this transaction sees them."""
    after = ""
    while True:
        found = await FileDAO(session).stored_after(after, _PAGE)
        for file in found:
            yield KeptFile(RULES[file.purpose].folder, file.name, file.size, file.digest)
            session.expunge(file)
        if len(found) < _PAGE:
            return
        after = found[-1].name


async def is_kept(session: AsyncSession, name: str) -> bool:
    """Tell whether a row still names this file."""
    return bool(await FileDAO(session).named([name]))
