"""Writes by themselves: one statement in a transaction of its own, outside any unit of work."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select, text
from sqlalchemy.sql.dml import UpdateBase

from app.dao.session import Writes
from app.dao.statement import Statement, compiled


@dataclass(frozen=True, eq=False)
class JsonCommand:
    """A statement that writes and answers the row it returns; what it wrote stays whatever follows.

    For what must be counted before a request is known to succeed; everything else belongs into
    the unit of work.
    """

    statement: UpdateBase

    @cached_property
    def _compiled(self) -> Statement:
        written = self.statement.cte("written")
        as_text = func.row_to_json(written.table_valued()).op("::")(text("text"))
        return compiled(select(as_text))

    async def execute(self, writes: Writes, **params: object) -> bytes | None:
        """Run it with these parameters; return its row as JSON, None where it wrote none."""
        made = self._compiled
        found = await writes.execute(made.sql, *made.arguments(params))
        return None if found is None else found.encode()
