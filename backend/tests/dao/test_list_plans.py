"""Every order, filter and search a list offers is served by an index, and so is every other read.

At 200 000 rows. The reads are found by their routes, and what a list offers by its query class: a
new one is asked by being there. The planner is asked, nothing is run.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import product
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import asyncpg
import pytest
from fastapi.routing import iter_route_contexts
from pydantic import AwareDatetime

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock, json
from app.core.settings import Settings
from app.dao.cursor import Cursors
from app.dao.query import FilterQuery, ListQuery
from app.dao.scope import Scope
from app.main import create_app
from app.manifest import audit_actions, searchables
from app.web.reads import ReadRoute
from tests.dao.bulk import ROWS, fill, row_id
from tests.databases import copy_of

_MAX_SORTED = 5_000
_MAX_COST = 12_000
"""In the planner's units; reading and sorting a table of this size is 30 000 and more."""

_ALL = frozenset(Permission)
_CALLER = Principal(
    user_id=UUID(row_id(1)),
    session_id=UUID(row_id(1)),
    account_id=UUID(row_id(1)),
    permissions=_ALL,
    staff_permissions=_ALL,
)


class _Asked(Exception):  # noqa: N818  it carries a statement, nothing went wrong
    def __init__(self, sql: str, arguments: tuple[object, ...]) -> None:
        super().__init__(sql)
        self.sql, self.arguments = sql, arguments


class _Recorder:
    """Answers what a list looks up first, and raises with the list's own statement."""

    cursors = Cursors("")

    async def fetch(self, sql: str, *arguments: object) -> str | None:
        if "LIMIT" in sql and "json_agg" in sql:
            raise _Asked(sql, arguments)
        return "{}"


class _First(_Recorder):
    """Raises with the first statement."""

    async def fetch(self, sql: str, *arguments: object) -> str | None:
        raise _Asked(sql, arguments)


def _arguments(route: ReadRoute, reads: _Recorder) -> dict[str, Any]:
    plan = route._plan
    found: dict[str, Any] = {plan.reads: reads}
    found |= {name: UUID(row_id(1)) for name in plan.path}
    if plan.policy:
        found[plan.policy[0]] = _CALLER
    return found


async def _statement(route: ReadRoute, arguments: dict[str, Any]) -> _Asked:
    try:
        await route.endpoint(**arguments)
    except _Asked as found:
        return found
    raise AssertionError(route.path)


@dataclass(frozen=True)
class List:
    """A list's route, with all that may be asked of it."""

    route: ReadRoute
    query: type[ListQuery]

    async def statement(self, asked: dict[str, object]) -> _Asked:
        """Return the statement that answers this."""
        assert self.route._plan.query
        query = {self.route._plan.query[0]: self.query.model_validate(asked)}
        return await _statement(self.route, _arguments(self.route, _Recorder()) | query)


def _reads(settings: Settings) -> Iterator[ReadRoute]:
    for context in iter_route_contexts(create_app(settings).routes):
        if isinstance(context.original_route, ReadRoute):
            yield context.original_route


def _lists(settings: Settings) -> Iterator[List]:
    for route in _reads(settings):
        query = route._plan.query[1] if route._plan.query else None
        if query is not None and issubclass(query, ListQuery):
            yield List(route, query)


def _examples(annotation: Any) -> list[object]:
    """Return values to filter by: the commonest and the rarest of each kind."""
    options = [one for one in get_args(annotation) if one is not type(None)]
    origin = get_origin(annotation)
    if origin is list:
        return [[one] for one in _examples(options[0])]
    if origin is Literal:
        return [options[0], options[-1]]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        values = [one.value for one in annotation]
        return [values[0], values[-1]]
    return _PLAIN[annotation]() if annotation in _PLAIN else _examples(options[0])


_PLAIN: dict[Any, Callable[[], list[object]]] = {
    bool: lambda: [True, False],
    UUID: lambda: [row_id(7)],
    datetime: lambda: [clock.now()],
    AwareDatetime: lambda: [clock.now()],
    str: lambda: ["sandbox"],
}


_NAMED: dict[str, list[object]] = {"action": [[max(audit_actions())]]}
"""Examples for filters whose type does not say what they take."""


def _requests(query: type[ListQuery]) -> Iterator[dict[str, object]]:
    """Combine every order with every filter, with and without a search."""
    common = ListQuery.model_fields.keys() | {"format"}
    fields = query.model_fields
    sorts = get_args(get_args(fields["sort"].annotation)[0])
    filters: list[dict[str, object]] = [{}]
    for name in fields.keys() - common:
        examples = _NAMED.get(name) or _examples(fields[name].annotation)
        filters += [{name: value} for value in examples]
    searches: list[dict[str, object]] = [{}, {"q": "17 of"}, {"q": "199999"}]
    for sort, narrowed, search in product(sorts, filters, searches):
        yield {"sort": [sort], **narrowed, **search}
    yield from ({"sort": [sort], "limit": 50} for sort in sorts)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _faults(plan: dict[str, Any]) -> list[str]:
    """Say what a plan does that no list may: read a whole table, or sort much of one."""
    found = [
        f"sorts {node['Plans'][0]['Plan Rows']} rows"
        for node in _nodes(plan)
        if node["Node Type"] == "Sort" and node["Plans"][0]["Plan Rows"] > _MAX_SORTED
    ]
    if plan["Total Cost"] > _MAX_COST:
        scans = sorted({n["Relation Name"] for n in _nodes(plan) if n["Node Type"] == "Seq Scan"})
        found.append(f"costs {plan['Total Cost']:.0f}, reads all of {scans}")
    return found


@pytest.fixture(scope="module")
async def filled(template: str) -> AsyncIterator[asyncpg.Connection]:
    """A database of its own with the reference load in every table."""
    async with copy_of(template) as address:
        connection = await asyncpg.connect(address.replace("+asyncpg", ""))
        await connection.execute("SET jit = off")
        await fill(connection, TABLES)
        yield connection
        await connection.close()


TABLES = {
    "account",
    "account_member",
    "audit_record",
    "check_state",
    "invoice",
    "job",
    "ledger_account",
    "ledger_entry",
    "ledger_posting",
    "mail",
    "mail_failure",
    "node",
    "operation",
    "order",
    "payment",
    "role",
    "service",
    "staff_role",
    "subscription",
    "user",
}


async def _fault(connection: asyncpg.Connection, one: List, asked: dict[str, object]) -> str | None:
    found = await one.statement(asked)
    explained = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {found.sql}", *found.arguments)
    faults = _faults(json.loads(explained)[0]["Plan"])
    return f"{one.route.path_format} {asked}: {', '.join(faults)}" if faults else None


async def test_an_index_serves_whatever_a_list_offers(
    filled: asyncpg.Connection, settings: Settings
) -> None:
    faults, asked_for = [], 0
    for one in _lists(settings):
        for asked in _requests(one.query):
            asked_for += 1
            if fault := await _fault(filled, one, asked):
                faults.append(fault)
    assert asked_for > 500
    assert faults == [], f"{len(faults)} of {asked_for} at {ROWS} rows:\n" + "\n".join(faults)


async def test_an_index_serves_every_read_that_is_no_list(
    filled: asyncpg.Connection, settings: Settings
) -> None:
    faults, asked_for = [], set()
    for route in _reads(settings):
        if route._plan.query is not None:
            continue
        asked_for.add(route.path_format)
        found = await _statement(route, _arguments(route, _First()))
        explained = await filled.fetchval(f"EXPLAIN (FORMAT JSON) {found.sql}", *found.arguments)
        if said := _faults(json.loads(explained)[0]["Plan"]):
            faults.append(f"{route.path_format}: {', '.join(said)}")
    assert {"/api/v1/admin/overview", "/api/v1/me/summary"} < asked_for
    assert faults == [], f"at {ROWS} rows:\n" + "\n".join(faults)


async def test_an_index_serves_every_search(filled: asyncpg.Connection) -> None:
    scopes = {False: _CALLER.scope(), True: Scope.all()}
    faults, asked_for = [], 0
    for one, q in product(searchables(), ("17 of", "99", row_id(7))):
        asked_for += 1
        with pytest.raises(_Asked) as asked:
            await one.query.first(
                _First(), FilterQuery(q=q), scopes[one.staff], sort=["-created_at"], limit=5
            )
        explained = await filled.fetchval(
            f"EXPLAIN (FORMAT JSON) {asked.value.sql}", *asked.value.arguments
        )
        if said := _faults(json.loads(explained)[0]["Plan"]):
            faults.append(f"{one.permission} {q}: {', '.join(said)}")
    assert asked_for >= 24
    assert faults == [], f"at {ROWS} rows:\n" + "\n".join(faults)


async def test_a_list_without_an_index_is_found(filled: asyncpg.Connection) -> None:
    plan = await filled.fetchval(
        "EXPLAIN (FORMAT JSON) SELECT * FROM job ORDER BY finished_at LIMIT 25"
    )
    assert any("sorts" in fault for fault in _faults(json.loads(plan)[0]["Plan"]))
