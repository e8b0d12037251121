"""Pages by cursor: every row once, in every order, and only by a cursor that was given out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.celery.job import Job, JobState
from app.core import clock, json
from app.core.ids import new_id
from app.dao.cursor import LIFETIME, InvalidCursorError
from app.dao.errors import SortKeyError
from app.dao.keyset import unset_first
from app.dao.query import ListQuery, Sort
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.dao.search import Search
from tests.one_transaction import OneTransaction

_ROWS = 57
_SORTS = Literal[
    "task", "-task", "attempts", "-attempts", "created_at", "-created_at", "leased", "-leased"
]
LIST = JsonQuery(
    rows=select(col(Job.id), col(Job.task), col(Job.state), col(Job.attempts)),
    key=col(Job.id),
    search=Search(text=(col(Job.task),)),
    sorts={"created_at": col(Job.created_at), "leased": unset_first(col(Job.lease_until))},
)
OTHER = JsonQuery(rows=LIST.rows.add_columns(col(Job.queue)), key=col(Job.id), sorts=LIST.sorts)


class Query(ListQuery):
    sort: Sort[_SORTS] = ["-created_at"]
    state: list[JobState] = []


@pytest.fixture(autouse=True)
async def _jobs(session: AsyncSession) -> None:
    """Rows with many equals in every column, and nothing at all in one."""
    await session.execute(
        text(
            "INSERT INTO job (id, task, queue, payload, state, attempts, max_attempts, request_id,"
            " lease_until, created_at) SELECT uuidv7(), 'task_' || n % 5, 'default', '{}',"
            " CASE WHEN n % 2 = 0 THEN 'done' ELSE 'dead' END, n % 3, 9, '',"
            " CASE WHEN n % 4 > 0 THEN now() + n % 7 * interval '1 hour' END,"
            " now() - n % 6 * interval '1 day' FROM generate_series(1, :rows) n"
        ),
        {"rows": _ROWS},
    )
    await session.flush()


async def _read(database: OneTransaction, source: JsonQuery = LIST, **asked: Any) -> Any:
    query = Query.model_validate(asked)
    return json.loads(await source.page(database, query, Scope.all()))


@dataclass
class Walk:
    """Every row of a list, page by page, and how many pages that took."""

    ids: list[str]
    pages: int


async def _walk(database: OneTransaction, **asked: Any) -> Walk:
    found = Walk([], 0)
    page = await _read(database, limit=10, **asked)
    while True:
        found.ids += [item["id"] for item in page["items"]]
        found.pages += 1
        if page["next_cursor"] is None:
            return found
        page = await _read(database, limit=10, cursor=page["next_cursor"], **asked)


@pytest.mark.parametrize(
    "sort",
    [
        ["created_at"],
        ["-created_at"],
        ["leased"],
        ["-leased"],
        ["task", "attempts"],
        ["-task", "attempts"],
        ["attempts", "-leased", "task"],
        ["-attempts", "-leased", "-task"],
    ],
)
async def test_cursors_lead_through_every_row_once_in_the_order_of_numbered_pages(
    database: OneTransaction, sort: list[str]
) -> None:
    numbered = [item["id"] for item in (await _read(database, size=200, sort=sort))["items"]]
    walk = await _walk(database, sort=sort)
    assert walk.ids == numbered
    assert len(set(walk.ids)) == _ROWS
    assert walk.pages == 6


async def test_a_full_last_page_is_the_last(database: OneTransaction) -> None:
    page = await _read(database, limit=_ROWS)
    assert (len(page["items"]), page["next_cursor"]) == (_ROWS, None)


async def test_nothing_found_is_one_empty_page(database: OneTransaction) -> None:
    assert await _read(database, limit=5, q="no such") == {"items": [], "next_cursor": None}


async def test_filters_and_search_hold_on_every_page(database: OneTransaction) -> None:
    walk = await _walk(database, state=["done"], q="task_1", sort=["attempts"])
    numbered = await _read(database, state=["done"], q="task_1", sort=["attempts"], size=200)
    assert walk.ids == [item["id"] for item in numbered["items"]]


async def test_rows_written_and_removed_in_between_shift_nothing(
    database: OneTransaction, session: AsyncSession
) -> None:
    first = await _read(database, limit=10, sort=["created_at"])
    rest = (await _read(database, size=200, sort=["created_at"]))["items"][10:]
    await session.execute(
        text("DELETE FROM job WHERE id = ANY(:ids)"),
        {"ids": [item["id"] for item in first["items"]]},
    )
    await session.flush()
    second = await _read(database, limit=10, sort=["created_at"], cursor=first["next_cursor"])
    assert [item["id"] for item in second["items"]] == [item["id"] for item in rest[:10]]


async def test_a_cursor_is_good_for_its_own_list_filter_and_order_only(
    database: OneTransaction,
) -> None:
    cursor = (await _read(database, limit=5))["next_cursor"]
    assert (await _read(database, cursor=cursor))["items"]
    for asked in ({"sort": ["created_at"]}, {"state": ["done"]}, {"q": "task"}):
        with pytest.raises(InvalidCursorError):
            await _read(database, cursor=cursor, **asked)
    with pytest.raises(InvalidCursorError):
        await _read(database, OTHER, cursor=cursor)


async def test_a_cursor_is_good_for_its_own_account_and_person_only(
    database: OneTransaction,
) -> None:
    mine, other = new_id(), new_id()
    owned = JsonQuery(LIST.rows, col(Job.id), owner=col(Job.lease), sorts=LIST.sorts)
    query = Query(cursor=database.cursors.encode(["x"], b"x"))
    context = owned._cursor_context
    contexts = {
        context(query, Scope.account(mine), {}),
        context(query, Scope.account(other), {}),
        context(query, Scope.account(mine, frozenset({other})), {}),
        context(query, Scope.all(), {"user_id": mine}),
        context(query, Scope.all(), {"user_id": other}),
        context(query, Scope.all(), {}),
    }
    assert len(contexts) == 6


@pytest.mark.parametrize(
    "change",
    [
        lambda cursor: cursor[:-1] + ("0" if cursor[-1] != "0" else "1"),
        lambda cursor: "A" + cursor[1:],
        lambda cursor: cursor.partition(".")[0],
        lambda cursor: cursor + "é",
        lambda _: "é.é",
        lambda _: "x",
        lambda _: ".",
        lambda _: "",
    ],
)
async def test_what_was_not_given_out_is_no_cursor(database: OneTransaction, change: Any) -> None:
    cursor = (await _read(database, limit=5))["next_cursor"]
    with pytest.raises(InvalidCursorError):
        await _read(database, cursor=change(cursor))


async def test_a_cursor_ends_after_a_day(
    database: OneTransaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    cursor = (await _read(database, limit=5))["next_cursor"]
    monkeypatch.setattr(clock, "now", lambda: now + LIFETIME - timedelta(seconds=1))
    assert (await _read(database, cursor=cursor))["items"]
    monkeypatch.setattr(clock, "now", lambda: now + LIFETIME + timedelta(seconds=1))
    with pytest.raises(InvalidCursorError):
        await _read(database, cursor=cursor)


def test_a_column_that_may_hold_nothing_cannot_order_a_list() -> None:
    source = JsonQuery(LIST.rows, col(Job.id), sorts={"leased": col(Job.lease_until)})
    with pytest.raises(SortKeyError, match="lease_until"):
        source.sort_keys(["leased"])


async def _chunks(database: OneTransaction, size: int) -> AsyncIterator[list[dict[str, Any]]]:
    async for rows in LIST.chunks(
        database, Query(state=[JobState.DONE]), Scope.all(), sort=["-attempts"], size=size
    ):
        yield rows


@pytest.mark.parametrize("size", [1, 7, 28, 100])
async def test_an_export_reads_everything_that_matches_in_chunks(
    database: OneTransaction, size: int
) -> None:
    chunks = [rows async for rows in _chunks(database, size)]
    listed = await _read(database, state=["done"], sort=["-attempts"], size=200)
    assert [row for rows in chunks for row in rows] == listed["items"]
    assert all(len(rows) == size for rows in chunks[:-1])
