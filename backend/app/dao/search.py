"""Free-text search: every column that `q` looks in has an index for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, any_, bindparam, func, or_
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import SQLCoreOperations

_TRIGRAM = 3
_MAX_RELATED = 1000


@dataclass(frozen=True, slots=True)
class Related:
    """Rows whose `reference` is among `ids`, searched for in the `columns` of that other table.

    At most the first 1 000 of the other table count: who finds more has yet to say what for.
    """

    reference: SQLCoreOperations[Any]
    ids: Select[Any]
    columns: Sequence[SQLCoreOperations[Any]]

    def condition(self) -> ColumnElement[bool]:
        """Tell the rows that belong to one of those found."""
        found = self.ids.where(or_(*_like(self.columns))).limit(_MAX_RELATED).correlate(None)
        return self.reference == any_(func.array(found.scalar_subquery()))


@dataclass(frozen=True, slots=True)
class Search:
    """Where `q` looks: anywhere in a `text` column (trigram index), or for the whole of a value.

    Two letters have no trigram: they are looked for at the beginning only.
    """

    text: Sequence[SQLCoreOperations[Any]] = ()
    exact: Sequence[SQLCoreOperations[Any]] = ()
    ids: Sequence[SQLCoreOperations[Any]] = ()
    related: Sequence[Related] = ()

    def condition(self) -> ColumnElement[bool]:
        """Tell the rows that match."""
        whole = bindparam("q_exact", type_=String())
        identity = bindparam("q_id", type_=postgresql.UUID())
        return or_(
            *_like(self.text),
            *(column == whole for column in self.exact),
            *(column == identity for column in self.ids),
            *(one.condition() for one in self.related),
        )

    def values(self, q: str) -> dict[str, object]:
        """Return the parameters of `condition`."""
        return {"q": pattern(q), "q_exact": q, "q_id": _identity(q)}


def _like(columns: Sequence[SQLCoreOperations[Any]]) -> list[ColumnElement[bool]]:
    return [column.ilike(bindparam("q", type_=String())) for column in columns]


def pattern(q: str) -> str | None:
    """Return the pattern of ILIKE; None, which nothing is like, where `q` has nothing to index."""
    if not any(map(str.isalnum, q)):
        return None
    escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%" if len(q) < _TRIGRAM else f"%{escaped}%"


def _identity(q: str) -> UUID | None:
    try:
        return UUID(q)
    except ValueError:
        return None
