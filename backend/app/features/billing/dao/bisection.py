"""Bulk work in savepoints: a failing chunk is bisected until the failing row is alone."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from loguru import logger
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import AppError

Work = Callable[[Sequence[UUID]], Awaitable[None]]
OnFailure = Callable[[UUID, str], Awaitable[None]]

_ROW_FAULT_CLASSES = {"22", "23"}


async def bisect_failures(
    session: AsyncSession, ids: Sequence[UUID], work: Work, on_failure: OnFailure
) -> None:
    """Do `work` for all ids in one savepoint; where it is refused, for each half of them.

    An id that fails alone is given to `on_failure` with the reason. What is not a row's own fault
    (a lost connection, a deadlock) is raised: the whole run is retried.
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
        if not _is_row_fault(error):
            raise
        reason = f"{type(error).__name__}: {error}"
    else:
        return
    if len(ids) == 1:
        logger.error("excluded from its run: {}: {}", ids[0], reason)
        await on_failure(ids[0], reason)
        return
    middle = len(ids) // 2
    await bisect_failures(session, ids[:middle], work, on_failure)
    await bisect_failures(session, ids[middle:], work, on_failure)


def _is_row_fault(error: AppError | DBAPIError) -> bool:
    if isinstance(error, AppError):
        return True
    return str(getattr(error.orig, "sqlstate", ""))[:2] in _ROW_FAULT_CLASSES
