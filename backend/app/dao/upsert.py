"""`INSERT … ON CONFLICT` as text made once: SQLAlchemy compiles its own anew at every execution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.core import json
from app.dao.base import table_of


@dataclass(frozen=True, eq=False)
class Upsert:
    """Writes rows of a model; where one exists already, it stays or is updated.

    `target` is what may conflict (`(email)`, `ON CONSTRAINT uq_…`), left out: anything. `update` is
    what is set then, as SQL over the table and `excluded`, in which `where` may refuse the update;
    without it the existing row stays.
    """

    model: type[SQLModel]
    target: str = ""
    update: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    returning: str = "id"
    _made: dict[tuple[str, ...], TextClause] = field(default_factory=dict, init=False)

    async def put(
        self, session: AsyncSession, values: Mapping[str, object], **params: object
    ) -> Any:  # noqa: ANN401  the type of the returned column
        """Write one row; return its `returning` column, None where the existing one stayed.

        `params` are what `update` and `where` name. Raises IntegrityError for other constraints.
        """
        return next(iter(await self.put_all(session, [values], **params)), None)

    async def put_all(
        self, session: AsyncSession, rows: Sequence[Mapping[str, object]], **params: object
    ) -> list[Any]:
        """Write rows with the same columns in one statement; see `put`."""
        if not rows:
            return []
        given = {"rows": json.dumps([_encoded(row) for row in rows]).decode()}
        written = await session.scalars(self._statement(tuple(rows[0])), given | params)
        return list(written)

    def _statement(self, columns: tuple[str, ...]) -> TextClause:
        made = self._made.get(columns)
        if made is None:
            made = self._made[columns] = text(self._sql(columns))
        return made

    def _sql(self, columns: tuple[str, ...]) -> str:
        table = table_of(self.model).name
        quoted = ", ".join(f'"{column}"' for column in columns)
        changed = ", ".join(f'"{column}" = {value}' for column, value in self.update.items())
        action = f"DO UPDATE SET {changed}" if changed else "DO NOTHING"
        where = f"WHERE {self.where}" if self.where else ""
        return (
            f'INSERT INTO "{table}" ({quoted})'  # noqa: S608  names and SQL of our own code
            f" SELECT {quoted} FROM jsonb_populate_recordset"
            f'(CAST(NULL AS "{table}"), CAST(:rows AS jsonb))'
            f" ON CONFLICT {self.target} {action} {where} RETURNING {self.returning}"
        )


def excluded(*columns: str) -> dict[str, str]:
    """Return an `update` that takes these columns as they were to be inserted."""
    return {column: f'excluded."{column}"' for column in columns}


def _encoded(row: Mapping[str, object]) -> dict[str, object]:
    """Return the row with bytes as PostgreSQL reads them from text."""
    return {
        name: f"\\x{value.hex()}" if isinstance(value, bytes) else value
        for name, value in row.items()
    }
