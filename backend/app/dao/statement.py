"""Compiled statements: text with numbered parameters, kept while in use."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.dialects.postgresql import asyncpg as dialect_module
from sqlalchemy.sql import visitors

_DIALECT = dialect_module.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
MAX_STATEMENTS = 512

CacheKey = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement: its text, the order of its parameters, and those that never change."""

    sql: str
    order: tuple[str, ...]
    constants: dict[str, object]

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        """Return what the driver takes, in the statement's order."""
        given = self.constants | dict(values)
        return [_plain(given[name]) for name in self.order]


class StatementCache:
    """Statements by what they were made for; the one unused for longest goes first.

    Keys are made of what a list offers (filters, sorts, kinds of scope), never of values.
    """

    def __init__(self, size: int = MAX_STATEMENTS) -> None:
        self._size = size
        self._kept: OrderedDict[CacheKey, Statement] = OrderedDict()

    def __len__(self) -> int:
        """Return how many statements are kept."""
        return len(self._kept)

    def get(self, key: CacheKey, build: Callable[[], Select[Any]]) -> Statement:
        """Return the statement kept under `key`, or compile what `build` makes."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = compiled(build())
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


statements = StatementCache()
"""The one cache of this process."""


def compiled(statement: Select[Any]) -> Statement:
    """Compile a statement for asyncpg."""
    # A list among the conditions makes SQLAlchemy ask for required values before there are any.
    for part in visitors.iterate(statement):
        if isinstance(part, BindParameter):
            part.required = False
    made = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return Statement(str(made), tuple(made.positiontup or ()), dict(made.params))


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
