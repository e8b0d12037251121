"""The fast path of reads: PostgreSQL answers with the finished JSON, in one prepared statement.

A feature declares a `JsonQuery`: a select whose labels are the fields of its read schema. From it
this module builds pages and single reads; no row ever becomes a Python object.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    any_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import Label, SQLCoreOperations
from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import SQLModel

from app.core import json
from app.core.errors import NotFoundError
from app.dao.keyset import SortKey, beyond, position_of, position_values
from app.dao.query import EXACT_UP_TO, FilterQuery, ListQuery
from app.dao.scope import Scope
from app.dao.search import Search
from app.dao.session import Reads
from app.dao.statement import CacheKey, statements

_OPERATORS = {"gte": "__ge__", "lte": "__le__", "gt": "__gt__", "lt": "__lt__"}

Columnar = SQLCoreOperations[Any]


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
    primary key, `search` where `q` looks. `filters` and `sorts` name the columns behind what is
    no plain field of the answer, `flags` the conditions of filters that are true or false.
    `count_from` is the table that has one row for each row answered: where only it is filtered by,
    counting joins nothing.
    """

    rows: Select[Any]
    key: Columnar | None = None
    owner: Columnar | None = None
    service: Columnar | None = None
    search: Search | None = None
    count_from: type[SQLModel] | None = None
    filters: Mapping[str, Columnar] = field(default_factory=dict)
    sorts: Mapping[str, Columnar] = field(default_factory=dict)
    flags: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)

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
        if name in self.flags:
            # Part of the statement: compared to a parameter, a sub-select would run for each row.
            return self.flags[name] if value else not_(self.flags[name])
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
            rows = rows.where(self.search.condition())
        return rows

    def sort_keys(self, sort: Sequence[str]) -> list[SortKey]:
        """Return the columns that order the rows; the id ends them, so that no two are alike."""
        keys = []
        for name in sort:
            plain = name.removeprefix("-")
            column = self.sorts[plain] if plain in self.sorts else self._column(plain)
            keys.append(SortKey(cast("ColumnElement[Any]", column), name.startswith("-")))
        newest_first = bool(keys) and keys[-1].descending
        return [*keys, SortKey(cast("ColumnElement[Any]", self._identity), newest_first)]

    def _page_statement(self, query: ListQuery, scope: Scope) -> Select[Any]:
        filtered = self._filtered(query, scope)
        total = select(func.count().label("n")).select_from(
            self._countable(filtered).limit(EXACT_UP_TO + 1).subquery("counted")
        )
        counts = total.subquery("counts")
        page = filtered.order_by(*(key.order for key in self.sort_keys(query.sort)))
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

    def _slice_statement(
        self, query: FilterQuery, sort: Sequence[str], scope: Scope, *, after: bool
    ) -> Select[Any]:
        """Select a text of two lines: the position after these rows, empty at the end; the rows.

        One row more than asked for is read, which tells whether there is more.
        """
        keys = self.sort_keys(sort)
        rows = self._filtered(query, scope)
        if after:
            rows = rows.where(beyond(keys))
        rows = rows.add_columns(*position_values(keys)).order_by(*(key.order for key in keys))
        page = rows.limit(bindparam("limit_and_one")).cte("page")
        fields = [page.c[str(column.key)] for column in self.rows.selected_columns]
        row = select(*fields).limit(bindparam("limit")).subquery("row")
        items = select(func.json_agg(row.table_valued())).scalar_subquery()
        more = exists(select(literal(1)).select_from(page).offset(bindparam("limit")))
        last = position_of(page, len(keys)).offset(bindparam("limit_less_one")).limit(1)
        position = select(last.scalar_subquery().op("::")(text("text"))).where(more)
        return select(
            func.concat(
                position.scalar_subquery(), text("E'\\n'"), func.coalesce(items, text("'[]'::json"))
            )
        )

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
        """Return the rows that match as JSON: a `PageRead`, or a `CursorRead` where asked so.

        `params` fill the source's own bind parameters; raises InvalidCursorError.
        """
        if query.by_cursor:
            return await self._cursor_page(reads, query, scope, params)
        statement = statements.get(
            (self, "page", tuple(query.sort), *self._filter_key(query, scope)),
            lambda: self._page_statement(query, scope),
        )
        numbers = {
            "limit": query.size,
            "offset": (query.page - 1) * query.size,
            "page": query.page,
            "size": query.size,
        }
        values = self._bound_values(query, scope) | numbers | params
        return _found(await reads.fetch(statement.sql, *statement.arguments(values)))

    async def _cursor_page(
        self, reads: Reads, query: ListQuery, scope: Scope, params: Mapping[str, object]
    ) -> bytes:
        context = self._cursor_context(query, scope, params)
        position = None if query.cursor is None else reads.cursors.decode(query.cursor, context)
        items, last = await self._slice(
            reads, query, query.sort, scope, position, query.limit, params
        )
        following = None if last is None else reads.cursors.encode(last, context)
        return b'{"items":%b,"next_cursor":%b}' % (items, json.dumps(following))

    async def chunks(
        self,
        reads: Reads,
        query: FilterQuery,
        scope: Scope,
        *,
        sort: Sequence[str],
        size: int,
        **params: object,
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Yield every row that matches, `size` at a time, in this order: for exports.

        Each chunk is a statement of its own, so that a slow reader holds no connection.
        """
        position: list[str] | None = None
        while True:
            items, position = await self._slice(reads, query, sort, scope, position, size, params)
            if rows := json.loads(items):
                yield rows
            if position is None:
                return

    async def first(
        self,
        reads: Reads,
        query: FilterQuery,
        scope: Scope,
        *,
        sort: Sequence[str],
        limit: int,
        **params: object,
    ) -> bytes:
        """Return the first rows that match as a JSON array, uncounted."""
        items, _ = await self._slice(reads, query, sort, scope, None, limit, params)
        return items

    async def _slice(
        self,
        reads: Reads,
        query: FilterQuery,
        sort: Sequence[str],
        scope: Scope,
        position: Sequence[str] | None,
        limit: int,
        params: Mapping[str, object],
    ) -> tuple[bytes, list[str] | None]:
        after = position is not None
        statement = statements.get(
            (self, "slice", after, tuple(sort), *self._filter_key(query, scope)),
            lambda: self._slice_statement(query, sort, scope, after=after),
        )
        limits = {"limit": limit, "limit_and_one": limit + 1, "limit_less_one": limit - 1}
        places = {f"after_{n}": value for n, value in enumerate(position or ())}
        values = self._bound_values(query, scope) | limits | places | dict(params)
        found = await reads.fetch(statement.sql, *statement.arguments(values))
        last, _, items = (found or "").partition("\n")
        return items.encode(), json.loads(last) if last else None

    @cached_property
    def _fingerprint(self) -> bytes:
        return sha256(str(self.rows).encode()).digest()

    def _cursor_context(
        self, query: ListQuery, scope: Scope, params: Mapping[str, object]
    ) -> bytes:
        """Say which list, filters, order and whose rows a cursor belongs to."""
        whose = [value for value in params.values() if isinstance(value, UUID)]
        limited = sorted(map(str, scope.services)) if scope.services is not None else None
        asked = [query.sort, query.q, query.filters(), scope.account_id, limited, whose]
        return self._fingerprint + json.dumps(asked)

    def _filter_key(self, query: FilterQuery, scope: Scope) -> CacheKey:
        filters = query.filters()
        many = tuple(isinstance(value, list) for value in filters.values())
        flags = tuple(bool(filters.get(name)) for name in self.flags)
        return (bool(query.q), tuple(filters), many, flags, *_scope_key(scope))

    def _bound_values(self, query: FilterQuery, scope: Scope) -> dict[str, object]:
        values: dict[str, object] = {f"f_{name}": value for name, value in query.filters().items()}
        if query.q and self.search:
            values |= self.search.values(query.q)
        return values | _scope_values(scope)

    async def fetch_one(self, reads: Reads, **values: object) -> bytes:
        """Return the one row of a source that is a single document, as JSON.

        `values` fill the source's own bind parameters; raises NotFoundError where no row answers.
        """
        return await self._single(reads, ("fetch_one",), lambda: self.rows, values)

    async def get(self, reads: Reads, key: UUID, scope: Scope, **params: object) -> bytes:
        """Return the row with this key as JSON; raises NotFoundError outside the scope too.

        `params` fill the source's own bind parameters.
        """
        values: dict[str, object] = {"key": key, **_scope_values(scope)}
        build = partial(self._keyed, scope)
        return await self._single(reads, ("get", *_scope_key(scope)), build, values | params)

    async def _single(
        self,
        reads: Reads,
        cache_key: CacheKey,
        rows: Callable[[], Select[Any]],
        values: Mapping[str, object],
    ) -> bytes:
        def build() -> Select[Any]:
            row = rows().subquery("row")
            return select(func.row_to_json(row.table_valued()).op("::")(text("text")))

        statement = statements.get((self, *cache_key), build)
        return _found(await reads.fetch(statement.sql, *statement.arguments(values)))


def _tables(conditions: ColumnElement[bool] | None) -> set[str]:
    """Return the names of the tables that conditions speak of, those inside sub-selects aside."""
    found: set[str] = set()
    left: list[visitors.ExternallyTraversible] = [] if conditions is None else [conditions]
    while left:
        part = left.pop()
        if isinstance(part, Column):
            found.add(str(part.table))
        elif not isinstance(part, SelectBase):
            left.extend(part.get_children())
    return found


def _scope_key(scope: Scope) -> CacheKey:
    return scope.account_id is None, scope.whole_account


def _scope_values(scope: Scope) -> dict[str, object]:
    return {"scope": scope.account_id, "scope_services": list(scope.services or ())}


def _found(answer: str | None) -> bytes:
    if answer is None:
        raise NotFoundError
    return answer.encode()
