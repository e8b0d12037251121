"""One search: by name, number, address and id, each caller finding what they may read."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole, MemberRole
from app.core.settings import Settings
from app.features.search.schemas import MAX_PER_KIND, FoundRead
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.orders import place
from tests.factories.users import make_staff


@pytest.fixture
async def customer(session: AsyncSession, settings: Settings) -> Customer:
    return await make_customer(session, settings, name="Lighthouse studio")


async def _found(
    client: AsyncClient, headers: dict[str, str], q: str, path: str = "/search"
) -> list[dict[str, Any]]:
    answer = await client.get(path, params={"q": q}, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    for item in items:
        assert FoundRead.model_validate(item).model_dump(mode="json").keys() == item.keys()
    return items


def _kinds(items: list[dict[str, Any]]) -> list[str]:
    return [item["kind"] for item in items]


async def test_an_order_is_found_by_number_host_name_and_id(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    order = await place(session, customer)
    for q in (order.number, order.number[2:].lower(), f"  {order.number} ", "my-si", str(order.id)):
        items = await _found(client, customer.headers, q)
        assert str(order.id) in [item["id"] for item in items], q
    (one,) = await _found(client, customer.headers, str(order.id))
    assert (one["kind"], one["title"], one["detail"]) == ("order", order.number, "my-site")
    assert one["amount"] == order.total.model_dump()
    assert one["account_name"] is None


async def test_another_account_finds_nothing_of_it(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    order = await place(session, customer)
    stranger = await make_customer(session, settings)
    await session.commit()
    for q in (order.number, "my-site", str(order.id), str(order.invoice_id)):
        assert await _found(client, stranger.headers, q) == [], q


async def test_members_find_what_their_role_reads(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    order = await place(session, customer)
    member = await make_member(session, settings, customer.account, MemberRole.TECHNICAL)
    await session.commit()
    assert _kinds(await _found(client, customer.headers, str(order.invoice_id))) == ["invoice"]
    assert await _found(client, member.headers, str(order.invoice_id)) == []


async def test_staff_find_customers_by_name_and_by_the_owners_address(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    order = await place(session, customer)
    staff = await make_staff(session, settings)
    await session.commit()
    by_name = await _found(client, staff, "lighthouse", "/admin/search")
    assert [(one["kind"], one["id"]) for one in by_name] == [("customer", str(customer.account_id))]
    by_email = await _found(client, staff, customer.user.email, "/admin/search")
    assert sorted(_kinds(by_email)) == ["customer", "user"]
    (one,) = await _found(client, staff, order.number, "/admin/search")
    assert (one["kind"], one["account_name"]) == ("order", "Lighthouse studio")


async def test_staff_find_what_their_role_reads_and_customers_are_refused(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    order = await place(session, customer)
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    await session.commit()
    assert await _found(client, operator, str(order.invoice_id), "/admin/search") == []
    answer = await client.get("/admin/search?q=my-site", headers=customer.headers)
    assert answer.status_code == 403


async def test_a_kind_answers_a_few_the_newest_first(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    orders = [await place(session, customer) for _ in range(MAX_PER_KIND + 1)]
    items = await _found(client, customer.headers, "my-site")
    found = [item["id"] for item in items if item["kind"] == "order"]
    assert found == [str(order.id) for order in reversed(orders)][:MAX_PER_KIND]


@pytest.mark.parametrize("q", ["", " ", "a", "  a  ", "x" * 101, "a\x00b"])
async def test_too_little_or_too_much_is_refused(
    client: AsyncClient, customer: Customer, q: str
) -> None:
    answer = await client.get("/search", params={"q": q}, headers=customer.headers)
    assert answer.status_code == 422


async def test_signs_find_nothing_and_break_nothing(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    await place(session, customer)
    for q in ("%%", "__", "'; --", "\\\\", "my_site"):
        assert await _found(client, customer.headers, q) == [], q
