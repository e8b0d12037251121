"""What every list has in common, asked over HTTP and of the specification."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.dao.query import MAX_SORTS
from tests.factories.users import make_staff


@pytest.fixture
def lists(app: FastAPI) -> dict[str, list[dict[str, Any]]]:
    """The parameters of every list."""
    paths = app.openapi()["paths"]
    found = {path: one["get"].get("parameters", []) for path, one in paths.items() if "get" in one}
    return {
        path: parameters
        for path, parameters in found.items()
        if {"page", "sort"} <= {one["name"] for one in parameters}
    }


def test_every_list_says_how_it_is_ordered_and_paged(
    lists: dict[str, list[dict[str, Any]]],
) -> None:
    assert len(lists) >= 20
    for path, parameters in lists.items():
        schemas = {one["name"]: one["schema"] for one in parameters}
        assert {"page", "size", "cursor", "limit", "q"} <= schemas.keys(), path
        sort = schemas["sort"]
        assert (sort["maxItems"], sort["uniqueItems"]) == (MAX_SORTS, True), path


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    """Headers of somebody who may read every list."""
    headers = await make_staff(session, settings)
    await session.commit()
    return headers


async def test_a_list_is_read_to_its_end_by_cursor(
    client: AsyncClient, staff: dict[str, str]
) -> None:
    path = "/admin/roles?sort=-name"
    numbered = (await client.get(f"{path}&size=100", headers=staff)).json()["items"]
    assert len(numbered) > 2
    page = (await client.get(f"{path}&limit=2", headers=staff)).json()
    found = page["items"]
    while page["next_cursor"]:
        following = f"{path}&limit=2&cursor={page['next_cursor']}"
        page = (await client.get(following, headers=staff)).json()
        assert page.keys() == {"items", "next_cursor"}
        found += page["items"]
    assert found == numbered


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("cursor=no-cursor", "invalid_cursor"),
        ("cursor=", "invalid_cursor"),
        ("limit=0", "validation_failed"),
        ("limit=201", "validation_failed"),
        ("limit=5&page=2", "validation_failed"),
        ("cursor=x&size=5", "validation_failed"),
        ("page=401&size=25", "validation_failed"),
        ("page=51&size=200", "validation_failed"),
        ("page=10001&size=1", "validation_failed"),
        ("sort=name&sort=-name", "validation_failed"),
    ],
)
async def test_what_no_list_answers_is_a_problem(
    client: AsyncClient, staff: dict[str, str], query: str, code: str
) -> None:
    answer = await client.get(f"/admin/users?{query}", headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["page=400&size=25", "page=50&size=200", "page=10000&size=1"])
async def test_numbered_pages_reach_the_ten_thousandth_row(
    client: AsyncClient, staff: dict[str, str], query: str
) -> None:
    answer = await client.get(f"/admin/users?{query}", headers=staff)
    assert (answer.status_code, answer.json()["items"]) == (200, [])
