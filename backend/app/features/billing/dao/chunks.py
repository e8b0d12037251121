"""Doing work for many rows at once, so that one bad row stops nothing but itself."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from loguru import logger
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import AppError

Work = Callable[[Sequence[UUID]], Awaitable[None]]
Spoiled = Callable[[UUID, str], Awaitable[None]]

_ROWS_FAULT = {"22", "23"}


async def in_halves(
    session: AsyncSession, ids: Sequence[UUID], work: Work, spoiled: Spoiled
) -> None:
    """Do `work` for all ids in one savepoint; where it is refused, for each half of them.

    Whoever is refused alone is given to `spoiled` with the reason. What is not a row's own fault
    (a lost connection, a deadlock) is raised: the whole run is tried again.
    """
    if not ids:
        return
    try:
        async with session.begin_nested():
            await work(ids)
            # What is checked at commit is checked now, while it is known whose it is.
            await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            await session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    except (AppError, DBAPIError) as error:
        if not _is_a_rows(error):
            raise
        reason = f"{type(error).__name__}: {error}"
    else:
        return
    if len(ids) == 1:
        logger.error("left out of its run: {}: {}", ids[0], reason)
        await spoiled(ids[0], reason)
        return
    middle = len(ids) // 2
    await in_halves(session, ids[:middle], work, spoiled)
    await in_halves(session, ids[middle:], work, spoiled)


def _is_a_rows(error: AppError | DBAPIError) -> bool:
    if isinstance(error, AppError):
        return True
    return str(getattr(error.orig, "sqlstate", ""))[:2] in _ROWS_FAULT
