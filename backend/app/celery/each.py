"""Per-item isolation: one unit of work an item, so that one that fails stops no other."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.dao.session import Database

Item = TypeVar("Item")


@dataclass(slots=True)
class Tally:
    """How many items were done, and how many failed and were rolled back."""

    done: int = 0
    failed: int = 0


async def each(
    database: Database,
    items: Iterable[Item],
    work: Callable[[AsyncSession, Item], Awaitable[object]],
) -> Tally:
    """Run `work(session, item)` for each item, one after another, each in a unit of work.

    A failure is logged with its item, counted and passed over. A deadlock or serialisation failure
    is tried again first. Cancellation, and so the caller's time-out, ends the whole.
    """
    tally = Tally()
    for item in items:
        try:
            await database.transact(partial(_apply, work, item))
        except Exception as error:  # noqa: BLE001  whatever one item does, the others go on
            tally.failed += 1
            logger.opt(exception=error).error("failed for {}, the others go on: {}", item, error)
        else:
            tally.done += 1
    return tally


async def _apply(
    work: Callable[[AsyncSession, Item], Awaitable[object]], item: Item, session: AsyncSession
) -> None:
    await work(session, item)
