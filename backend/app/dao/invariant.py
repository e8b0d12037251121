"""What must always be true, as a select of the rows that break it: read by `hostwright verify`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule by its name; any row that `offending` finds breaks it."""

    name: str
    offending: Select[Any]


async def read_only(session: AsyncSession) -> None:
    """Let the running transaction change nothing, and see one moment of the database."""
    await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


async def offenders(session: AsyncSession, invariant: Invariant) -> list[dict[str, Any]]:
    """Return the rows that break the rule, the first `_SHOWN` of them."""
    rows = await session.execute(invariant.offending.limit(_SHOWN))
    return [dict(row) for row in rows.mappings()]
