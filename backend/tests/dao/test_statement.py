"""However many ways a list is asked, what is kept of it stays bounded."""

from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from app.celery.job import Job
from app.dao.query import ListQuery
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.dao.statement import MAX_STATEMENTS, StatementCache, statements
from tests.one_transaction import OneTransaction

_FIELDS = ("task", "queue", "attempts", "max_attempts", "state", "created_at", "run_at")
LIST = JsonQuery(rows=select(*(getattr(Job, name) for name in ("id", *_FIELDS))), key=col(Job.id))


@pytest.mark.parametrize("length", [4, 300])
def test_no_request_orders_by_more_than_three_fields(length: int) -> None:
    with pytest.raises(ValidationError) as refused:
        ListQuery.model_validate({"sort": [f"field_{n}" for n in range(length)]})
    assert [error["type"] for error in refused.value.errors()] == ["too_long"]


@pytest.mark.parametrize("sort", [["task", "task"], ["task", "-task"], ["-task", "id", "task"]])
def test_no_field_orders_twice(sort: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        ListQuery.model_validate({"sort": sort})
    assert [error["type"] for error in refused.value.errors()] == ["repeated_sort"]


async def test_orders_without_end_keep_a_bounded_number_of_statements(
    database: OneTransaction,
) -> None:
    signed = [*_FIELDS, *(f"-{name}" for name in _FIELDS)]
    sorts = [list(one) for one in permutations(signed, 3) if len({n.strip("-") for n in one}) == 3]
    assert len(sorts) > 2 * MAX_STATEMENTS
    for sort in sorts[: MAX_STATEMENTS + 88]:
        await LIST.page(database, ListQuery(sort=sort), Scope.all())
    assert len(statements) == MAX_STATEMENTS


async def test_values_are_no_part_of_what_is_kept(database: OneTransaction) -> None:
    await LIST.page(database, ListQuery(q="a"), Scope.all())
    before = len(statements)
    for n in range(1, 40):
        await LIST.page(database, ListQuery(q=f"{n}", page=n, size=n), Scope.all())
    assert len(statements) == before


def test_what_was_unused_for_longest_goes_first() -> None:
    cache, made = StatementCache(2), []

    def build(name: str) -> Any:
        def make() -> Any:
            made.append(name)
            return select(col(Job.id))

        return make

    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get((name,), build(name))
    assert made == ["a", "b", "c", "b"]
