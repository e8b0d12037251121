"""The fast path of reads: PostgreSQL answers with the finished JSON, in one prepared statement.

A feature declares a `JsonQuery`: a select whose labels are the fields of its read schema. From it
this module builds pages and single reads; no row ever becomes a Python object.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Select,
    any_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import asyncpg as dialect_module
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import Label, SQLCoreOperations
from sqlmodel import SQLModel

from app.core.errors import NotFoundError
from app.dao.query import EXACT_UP_TO, FilterQuery, ListQuery
from app.dao.scope import Scope
from app.dao.session import Reads

_DIALECT = dialect_module.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
_OPERATORS = {"gte": "__ge__", "lte": "__le__", "gt": "__gt__", "lt": "__lt__"}

CacheKey = tuple[object, ...]
Columnar = SQLCoreOperations[Any]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A compiled read: its text, the order of its parameters, and those that never change."""

    sql: str
    order: tuple[str, ...]
    fixed: dict[str, object]


def json_object(**columns: Columnar) -> ColumnElement[Any]:
    """Build a nested object from columns, with the given keys."""
    parts: list[Any] = []
    for key, column in columns.items():
        parts += [text(f"'{key}'"), column]
    return func.json_build_object(*parts)


def money(amount: Columnar, currency: Columnar) -> ColumnElement[Any]:
    """Build `{amount, currency}`."""
    return json_object(amount=amount, currency=currency)


def json_list(rows: Select[Any]) -> ColumnElement[Any]:
    """Build an array of objects from a correlated select whose labels are the keys."""
    inner = rows.subquery()
    aggregate = select(func.json_agg(inner.table_valued())).scalar_subquery()
    return func.coalesce(aggregate, text("'[]'::json"))


@dataclass(frozen=True, eq=False)
class JsonQuery:
    """What a read answers and how it may be filtered.

    `rows` carries one label per field of the read schema, `owner` is the account column (None for
    rows that belong to nobody), `service` the column of the service they are about, `key` the
    primary key, `search` the columns `q` looks in. `count_from` is the table that has one row for
    each row answered: where only it is filtered by, counting joins nothing.
    """

    rows: Select[Any]
    key: Columnar | None = None
    owner: Columnar | None = None
    service: Columnar | None = None
    search: Sequence[Columnar] = ()
    count_from: type[SQLModel] | None = None
    filters: dict[str, Columnar] = field(default_factory=dict)
    _statements: dict[CacheKey, _Statement] = field(default_factory=dict)

    def _column(self, name: str) -> Columnar:
        if name in self.filters:
            return self.filters[name]
        column = self.rows.selected_columns[name]
        return column.element if isinstance(column, Label) else column

    def _scoped(self, rows: Select[Any], scope: Scope) -> Select[Any]:
        if scope.account_id is None:
            return rows
        if self.owner is None:
            message = "a source without an owner cannot be read by one account"
            raise LookupError(message)
        rows = rows.where(self.owner == bindparam("scope", type_=postgresql.UUID()))
        if scope.whole_account:
            return rows
        if self.service is None:
            return rows.where(false())
        only = bindparam("scope_services", type_=postgresql.ARRAY(postgresql.UUID()))
        return rows.where(self.service == any_(only))

    def _condition(self, name: str, value: object) -> ColumnElement[bool]:
        field_name, _, operator = name.partition("__")
        column = cast("ColumnElement[Any]", self._column(field_name))
        parameter = bindparam(f"f_{name}", type_=column.type)
        if isinstance(value, list):
            array = bindparam(f"f_{name}", type_=postgresql.ARRAY(column.type))
            return column == any_(array)
        compare = getattr(column, _OPERATORS.get(operator, "__eq__"))
        condition: ColumnElement[bool] = compare(parameter)
        return condition

    def _filtered(self, query: FilterQuery, scope: Scope) -> Select[Any]:
        rows = self._scoped(self.rows, scope)
        for name, value in query.filters().items():
            rows = rows.where(self._condition(name, value))
        if query.q and self.search:
            rows = rows.where(or_(*(column.ilike(bindparam("q")) for column in self.search)))
        return rows

    def _ordered(self, rows: Select[Any], sort: Sequence[str]) -> Select[Any]:
        for name in sort:
            column = self._column(name.removeprefix("-"))
            rows = rows.order_by(
                column.desc().nulls_last() if name.startswith("-") else column.asc().nulls_last()
            )
        newest_first = bool(sort) and sort[-1].startswith("-")
        return rows.order_by(self._identity.desc() if newest_first else self._identity.asc())

    def _page_statement(self, query: ListQuery, scope: Scope) -> Select[Any]:
        filtered = self._filtered(query, scope)
        total = select(func.count().label("n")).select_from(
            self._countable(filtered).limit(EXACT_UP_TO + 1).subquery("count_from")
        )
        counts = total.subquery("counts")
        page = self._ordered(filtered, query.sort)
        page = page.limit(bindparam("limit")).offset(bindparam("offset"))
        rows = page.subquery("row")
        items = select(func.json_agg(rows.table_valued())).scalar_subquery()
        size = bindparam("size", type_=postgresql.INTEGER())
        body = json_object(
            items=func.coalesce(items, text("'[]'::json")),
            total=func.least(counts.c.n, EXACT_UP_TO),
            total_exact=counts.c.n <= EXACT_UP_TO,
            page=bindparam("page", type_=postgresql.INTEGER()),
            size=size,
            pages=(func.least(counts.c.n, EXACT_UP_TO) + size - 1) // size,
        )
        return select(body.op("::")(text("text"))).select_from(counts)

    def _countable(self, filtered: Select[Any]) -> Select[Any]:
        """Select a constant for each row that matches.

        PostgreSQL drops an outer join nobody needs, but goes on reading the column it was on: an
        index alone could not answer.
        """
        conditions = filtered.whereclause
        if self.count_from is None or _tables(conditions) - {self.count_from.__tablename__}:
            return filtered.with_only_columns(literal(1), maintain_column_froms=True)
        rows = select(literal(1)).select_from(self.count_from)
        return rows if conditions is None else rows.where(conditions)

    def _keyed(self, scope: Scope) -> Select[Any]:
        key = bindparam("key", type_=postgresql.UUID())
        return self._scoped(self.rows, scope).where(self._identity == key)

    @property
    def _identity(self) -> Columnar:
        if self.key is None:
            message = "a source that is a single document has no rows to tell apart"
            raise LookupError(message)
        return self.key

    async def page(self, reads: Reads, query: ListQuery, scope: Scope, **params: object) -> bytes:
        """Return a `PageRead` of the rows that match, as JSON.

        `params` fill the source's own bind parameters.
        """
        filters = query.filters()
        many = tuple(isinstance(value, list) for value in filters.values())
        cache_key = (bool(query.q), tuple(filters), many, tuple(query.sort), *_scope_key(scope))
        if cache_key not in self._statements:
            self._statements[cache_key] = _compiled(self._page_statement(query, scope))
        values = _bound_values(filters, query.q, scope) | {
            "limit": query.size,
            "offset": (query.page - 1) * query.size,
            "page": query.page,
            "size": query.size,
        }
        return await _answer(reads, self._statements[cache_key], values | params)

    def matching(self, query: FilterQuery, scope: Scope) -> Select[Any]:
        """Select every row that matches, unordered: for exports, which read it in chunks."""
        return self._filtered(query, scope).params(_bound_values(query.filters(), query.q, scope))

    async def fetch_one(self, reads: Reads, **values: object) -> bytes:
        """Return the one row of a source that is a single document, as JSON.

        `values` fill the source's own bind parameters; raises NotFoundError where no row answers.
        """
        return await self._single(reads, ("fetch_one",), lambda: self.rows, values)

    async def get(self, reads: Reads, key: UUID, scope: Scope, **params: object) -> bytes:
        """Return the row with this key as JSON; raises NotFoundError outside the scope too.

        `params` fill the source's own bind parameters.
        """
        statement = partial(self._keyed, scope)
        values: dict[str, object] = {"key": key, **_scope_values(scope)}
        cache_key = ("get", *_scope_key(scope))
        return await self._single(reads, cache_key, statement, values | params)

    async def _single(
        self,
        reads: Reads,
        cache_key: CacheKey,
        rows: Callable[[], Select[Any]],
        values: dict[str, object],
    ) -> bytes:
        if cache_key not in self._statements:
            row = rows().subquery("row")
            as_text = func.row_to_json(row.table_valued()).op("::")(text("text"))
            self._statements[cache_key] = _compiled(select(as_text))
        return await _answer(reads, self._statements[cache_key], values)


def _tables(conditions: ColumnElement[bool] | None) -> set[str]:
    """Return the names of the tables that conditions speak of."""
    parts = () if conditions is None else visitors.iterate(conditions)
    return {str(part.table) for part in parts if isinstance(part, Column)}


def _scope_key(scope: Scope) -> CacheKey:
    return scope.account_id is None, scope.whole_account


def _scope_values(scope: Scope) -> dict[str, object]:
    return {"scope": scope.account_id, "scope_services": list(scope.services or ())}


def _bound_values(filters: Mapping[str, object], q: str, scope: Scope) -> dict[str, object]:
    values: dict[str, object] = {f"f_{name}": value for name, value in filters.items()}
    return values | _scope_values(scope) | {"q": f"%{_escaped(q)}%"}


def _escaped(q: str) -> str:
    return q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _compiled(statement: Select[Any]) -> "_Statement":
    # A list among the conditions makes SQLAlchemy ask for required values before there are any.
    for part in visitors.iterate(statement):
        if isinstance(part, BindParameter):
            part.required = False
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return _Statement(str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params))


async def _answer(reads: Reads, statement: "_Statement", values: dict[str, object]) -> bytes:
    arguments = statement.fixed | values
    found = await reads.fetch(statement.sql, *(_plain(arguments[name]) for name in statement.order))
    if found is None:
        raise NotFoundError
    return found.encode()


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
