from dataclasses import replace
from typing import Literal
from uuid import UUID

import pytest
from sqlalchemy import Uuid, literal, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.celery.job import Job, JobState
from app.core import json
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.dao.query import ListQuery, Sort
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.dao.search import Search
from tests.one_transaction import OneTransaction

OWNER = new_id()
SOURCE = JsonQuery(
    rows=select(col(Job.id), col(Job.task), col(Job.state), col(Job.attempts)).where(
        col(Job.queue) == "default"
    ),
    key=col(Job.id),
    search=Search(text=(col(Job.task),)),
)


class JobQuery(ListQuery):
    sort: Sort[Literal["task", "-task", "attempts", "-attempts"]] = ["task"]
    state: list[JobState] = []
    attempts__gte: int | None = None


@pytest.fixture
async def _jobs(session: AsyncSession) -> None:
    await session.execute(
        text(
            "INSERT INTO job (id, task, queue, payload, state, attempts, max_attempts, request_id)"
            " SELECT uuidv7(), 'task_' || n, CASE WHEN n = 99 THEN 'mail' ELSE 'default' END, '{}',"
            " CASE WHEN n % 2 = 0 THEN 'done' ELSE 'dead' END, n, 9, ''"
            " FROM generate_series(10, 99) n"
        )
    )
    await session.flush()


async def _page(database: OneTransaction, **asked: object) -> dict[str, object]:
    query = JobQuery.model_validate(asked)
    found: dict[str, object] = json.loads(await SOURCE.page(database, query, Scope.all()))
    return found


@pytest.mark.usefixtures("_jobs")
async def test_a_page_says_how_much_there_is(database: OneTransaction) -> None:
    page = await _page(database, size=10, page=2)
    assert page["total"] == 89
    assert page["total_exact"] is True
    assert page["pages"] == 9
    assert [item["task"] for item in page["items"]][:2] == ["task_20", "task_21"]  # type: ignore[attr-defined] # a list


@pytest.mark.usefixtures("_jobs")
async def test_filters_search_and_order_narrow_it(database: OneTransaction) -> None:
    page = await _page(database, state=["done"], attempts__gte=90, sort=["-attempts"])
    assert [item["attempts"] for item in page["items"]] == [98, 96, 94, 92, 90]  # type: ignore[attr-defined] # a list
    assert (await _page(database, q="task_1"))["total"] == 10
    assert (await _page(database, q="TASK_11"))["total"] == 1


@pytest.mark.usefixtures("_jobs")
async def test_wildcards_in_a_search_are_literals(database: OneTransaction) -> None:
    assert (await _page(database, q="%"))["total"] == 0
    assert (await _page(database, q="task_1_"))["total"] == 0


async def test_an_empty_page_is_a_page(database: OneTransaction) -> None:
    page = await _page(database)
    assert (page["items"], page["total"], page["pages"]) == ([], 0, 0)


async def test_a_missing_row_is_not_found(database: OneTransaction) -> None:
    with pytest.raises(NotFoundError):
        await SOURCE.get(database, new_id(), Scope.all())


async def test_rows_without_an_owner_are_never_read_by_an_account(
    database: OneTransaction,
) -> None:
    with pytest.raises(LookupError):
        await SOURCE.page(database, JobQuery(), Scope.account(new_id()))


@pytest.mark.parametrize("service", [None, col(Job.id)])
@pytest.mark.usefixtures("_jobs")
async def test_a_member_of_single_services_sees_only_what_is_about_them(
    database: OneTransaction, service: object
) -> None:
    whole = replace(SOURCE, owner=literal(OWNER, Uuid()))
    source = replace(whole, service=service)  # type: ignore[arg-type] # a column
    page = json.loads(await whole.page(database, JobQuery(), Scope.account(OWNER)))
    one = UUID(page["items"][0]["id"])
    limited = Scope.account(OWNER, frozenset({one}))
    seen = json.loads(await source.page(database, JobQuery(), limited))
    assert [item["id"] for item in seen["items"]] == ([] if service is None else [str(one)])
    with pytest.raises(NotFoundError):
        await source.get(database, UUID(page["items"][1]["id"]), limited)
    everything = json.loads(await source.page(database, JobQuery(), Scope.account(OWNER)))
    assert everything["total"] == page["total"]


@pytest.mark.usefixtures("_jobs")
async def test_counting_joins_only_what_is_filtered_by(
    database: OneTransaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    other = aliased(Job)
    source = replace(
        SOURCE,
        rows=SOURCE.rows.add_columns(other.queue.label("other")).outerjoin(  # type: ignore[attr-defined] # a column
            other, col(other.id) == col(Job.id)
        ),
        search=Search(text=(col(Job.task), col(other.task))),
        count_from=Job,
    )
    fetch = database.fetch

    async def noted(sql: str, *arguments: object) -> str | None:
        asked.append(sql)
        return await fetch(sql, *arguments)

    monkeypatch.setattr(database, "fetch", noted)
    plain = json.loads(await source.page(database, JobQuery(), Scope.all()))
    searched = json.loads(await source.page(database, JobQuery(q="task_2"), Scope.all()))
    assert [sql.count("JOIN") for sql in asked] == [1, 2]
    assert (plain["total"], searched["total"]) == (89, 10)
