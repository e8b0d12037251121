from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.money import MoneyRead
from app.core.settings import Settings
from app.features.accounts.models import AccountMember
from app.features.accounts.service import membership
from app.features.reports.schemas import CustomerRead
from app.features.users.models import SignIn, SignInMethod, SignInOutcome
from tests.factories.accounts import make_account, make_customer, make_member
from tests.factories.billing import give, make_order_invoice, make_subscription, subscription_of
from tests.factories.monitoring import make_service
from tests.factories.nodes import make_node
from tests.factories.users import make_staff, make_user
from tests.one_transaction import OneTransaction


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    return await make_staff(session, settings, BuiltInRole.SUPPORT)


async def _list(client: AsyncClient, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/admin/customers?{query}", headers=headers)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def _three(session: AsyncSession) -> None:
    for name, email, verified in (
        ("Orbit", "anna@orbit.example.com", True),
        ("Beacon", "zoe@beacon.example.com", False),
        ("100% Fun", "max@fun.example.com", True),
    ):
        owner = await make_user(session, email=email, name=email[:3].title(), verified=verified)
        await membership.create_account(session, name, owner.id)


async def test_a_customer_is_what_the_schema_says(
    client: AsyncClient, session: AsyncSession, settings: Settings, staff: dict[str, str]
) -> None:
    account = await make_account(session, name="Acme")
    await make_member(session, settings, account, MemberRole.BILLING)
    answer = await client.get(f"/admin/customers/{account.id}", headers=staff)
    seen = CustomerRead.model_validate_json(answer.content)
    assert seen.model_dump(mode="json").keys() == answer.json().keys()
    assert (seen.id, seen.name, seen.members) == (account.id, "Acme", 2)
    listed = await _list(client, staff)
    assert listed["items"] == [answer.json()]
    assert listed["total"] == 1


async def test_a_customers_people_and_balance_are_shown(
    client: AsyncClient, session: AsyncSession, settings: Settings, staff: dict[str, str]
) -> None:
    account = await make_account(session, name="Acme")
    member = await make_member(session, settings, account, MemberRole.BILLING)
    await give(session, (await make_account(session, name="Other")).id, 99)
    path = f"/admin/customers/{account.id}"
    seen = CustomerRead.model_validate_json((await client.get(path, headers=staff)).content)
    assert seen.balance == MoneyRead(amount=0, currency="RUB")
    await give(session, account.id, 700)
    await give(session, account.id, -50)
    seen = CustomerRead.model_validate_json((await client.get(path, headers=staff)).content)
    assert seen.balance == MoneyRead(amount=650, currency="RUB")
    people = [(one.id, one.email, one.role) for one in seen.people]
    assert people == [
        (seen.owner.id, seen.owner.email, MemberRole.OWNER),
        (member.user.id, member.user.email, MemberRole.BILLING),
    ]
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    assert (await client.get(path, headers=operator)).json()["balance"] is None


async def test_what_a_customer_brings_runs_and_does_is_shown(
    client: AsyncClient, session: AsyncSession, settings: Settings, staff: dict[str, str]
) -> None:
    account = await make_account(session, name="Acme")
    owner_id = await session.scalar(
        select(col(AccountMember.user_id)).where(col(AccountMember.account_id) == account.id)
    )
    made = await make_subscription(session, account.id)
    await make_order_invoice(session, account.id)  # not paid: no subscription that lives
    amount = (await subscription_of(session, made.id)).amount
    node_id = await make_node(session)
    await make_service(session, account.id, node_id)
    moment = clock.now()
    for outcome, at in (
        (SignInOutcome.SUCCEEDED, moment - timedelta(days=2)),
        (SignInOutcome.SUCCEEDED, moment - timedelta(days=1)),
        (SignInOutcome.WRONG_PASSWORD, moment),
    ):
        session.add(
            SignIn(
                user_id=owner_id,
                at=at,
                ip="192.0.2.1",
                user_agent="",
                method=SignInMethod.PASSWORD,
                outcome=outcome,
            )
        )
    await session.flush()
    path = f"/admin/customers/{account.id}"
    seen = CustomerRead.model_validate_json((await client.get(path, headers=staff)).content)
    assert (seen.services, seen.last_sign_in_at) == (1, moment - timedelta(days=1))
    assert seen.mrr == MoneyRead(amount=amount, currency="RUB")
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    assert (await client.get(path, headers=operator)).json()["mrr"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["100% Fun", "Beacon", "Orbit"]),
        ("sort=created_at", ["Orbit", "Beacon", "100% Fun"]),
        ("sort=name", ["100% Fun", "Beacon", "Orbit"]),
        ("sort=-email", ["Beacon", "100% Fun", "Orbit"]),
        ("sort=email&page=2&size=2", ["Beacon"]),
        ("q=orb", ["Orbit"]),
        ("q=ZOE@", ["Beacon"]),
        ("q=100%25", ["100% Fun"]),
        ("q=%25x%25", []),
        ("email_verified=false", ["Beacon"]),
        ("email_verified=true&sort=name&q=example", ["100% Fun", "Orbit"]),
    ],
)
async def test_customers_are_found_sorted_and_paged(
    client: AsyncClient, session: AsyncSession, staff: dict[str, str], query: str, names: list[str]
) -> None:
    await _three(session)
    page = await _list(client, staff, query)
    assert [item["name"] for item in page["items"]] == names


@pytest.mark.parametrize("query", ["sort=hashed_password", "colour=red", "size=201", "q=%00"])
async def test_nothing_else_can_be_asked(
    client: AsyncClient, staff: dict[str, str], query: str
) -> None:
    answer = await client.get(f"/admin/customers?{query}", headers=staff)
    assert answer.status_code == 422


async def test_fifty_customers_cost_as_many_statements_as_one(
    client: AsyncClient, session: AsyncSession, staff: dict[str, str], database: OneTransaction
) -> None:
    counts = []
    for more in (1, 49):
        for _ in range(more):
            await make_account(session)
        await _list(client, staff, "size=1")  # the principal is remembered from here on
        database.statements = 0
        page = await _list(client, staff, "size=50")
        assert len(page["items"]) == page["total"]
        counts.append(database.statements)
    assert counts == [1, 1]


async def test_a_missing_customer_is_404(client: AsyncClient, staff: dict[str, str]) -> None:
    for unknown in (new_id(), "not-an-id"):
        answer = await client.get(f"/admin/customers/{unknown}", headers=staff)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_customers_see_neither_the_list_nor_each_other_nor_themselves_there(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    other = await make_account(session)
    for path in ("", f"/{other.id}", f"/{customer.account_id}"):
        answer = await client.get(f"/admin/customers{path}", headers=customer.headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert (await client.get(f"/admin/customers{path}")).status_code == 401
