"""A list as a file: whole, in order, readable by a spreadsheet and harmless to it."""

import csv
from io import StringIO

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.features.billing.schemas import InvoiceRead
from app.web import csv as kit
from app.web.reads import read_routes
from tests.factories.accounts import make_customer
from tests.factories.users import make_staff, make_user

_CSV = {"accept": "text/csv"}


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    """Headers of somebody who may read every list, as a file."""
    return await make_staff(session, settings) | _CSV


def _rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


async def test_a_file_has_every_row_that_matches_in_the_lists_order(
    client: AsyncClient,
    session: AsyncSession,
    staff: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kit, "_CHUNK", 3)
    for number in range(8):
        await make_user(session, email=f"row{number}@many.example.com")
    await make_user(session, email="else@example.com")
    await session.commit()
    path = "/admin/users?q=many.example&sort=-email"
    answer = await client.get(path, headers=staff)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="users-')
    emails = [row["email"] for row in _rows(answer.text)]
    assert emails == [f"row{number}@many.example.com" for number in reversed(range(8))]


async def test_no_cell_is_a_formula(
    client: AsyncClient, session: AsyncSession, staff: dict[str, str]
) -> None:
    user = await make_user(session)
    user.name = '=HYPERLINK("https://evil.example")'
    await session.commit()
    answer = await client.get(f"/admin/users?q={user.email}", headers=staff)
    (row,) = _rows(answer.text)
    assert row["name"] == "'" + user.name


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-5.00", "-5.00"),
        ("-5+cmd|' /C calc'!A0", "'-5+cmd|' /C calc'!A0"),
        ("+79990001122", "'+79990001122"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("plain", "plain"),
    ],
)
def test_what_begins_like_a_formula_is_quoted_numbers_aside(value: str, shown: str) -> None:
    assert kit.safe_cell(value) == shown


async def test_a_file_needs_what_the_list_needs(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    await session.commit()
    stranger = await client.get("/admin/users", headers=customer.headers | _CSV)
    nobody = await client.get("/admin/users", headers=_CSV)
    wrong = await client.get("/invoices?sort=secret", headers=customer.headers | _CSV)
    assert (stranger.status_code, nobody.status_code, wrong.status_code) == (403, 401, 422)


async def test_money_is_written_in_major_units_beside_its_currency(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    await session.commit()
    answer = await client.get("/invoices", headers=customer.headers | _CSV)
    heading = answer.text[1:].splitlines()[0].split(",")
    assert {"number", "total", "total_currency"} <= set(heading)
    column = next(one for one in kit.columns_of(InvoiceRead) if one.heading == "total")
    assert column.cell({"total": {"amount": -19005, "currency": "RUB"}}) == "-190.05"
    assert column.cell({"total": {"amount": 190, "currency": "JPY"}}) == "190"
    assert column.cell({"total": None}) == ""


async def test_every_list_can_be_taken_as_a_file(
    app: FastAPI, client: AsyncClient, staff: dict[str, str]
) -> None:
    lists = {
        path.removeprefix("/api/v1"): route
        for path, route in read_routes(app).items()
        if route.columns and "{}" not in path and "/admin/" in path
    }
    assert len(lists) >= 10
    for path, route in lists.items():
        answer = await client.get(path, headers=staff)
        assert answer.status_code == 200, path
        heading = answer.text[1:].splitlines()[0].split(",")
        assert heading == [column.heading for column in route.columns], path


async def test_a_browser_that_takes_anything_is_given_json(
    client: AsyncClient, staff: dict[str, str]
) -> None:
    for accept in ("*/*", "application/json, text/csv", "text/html,*/*;q=0.8"):
        answer = await client.get("/admin/roles", headers=staff | {"accept": accept})
        assert answer.headers["content-type"] == "application/json", accept
