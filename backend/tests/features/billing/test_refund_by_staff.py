"""Staff give a paid invoice back: once, with a reason, and the service goes on."""

from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.settings import Settings
from app.features.billing.service import settlement
from tests.factories.accounts import Customer, make_customer
from tests.factories.billing import (
    balance,
    broken_rules,
    give,
    make_order_invoice,
    make_subscription,
    principal_of,
    state_of,
)
from tests.factories.users import make_staff

_KEY = {"Idempotency-Key": "refund-1"}
_WHY = {"reason": "A day of downtime"}


@pytest.fixture
async def customer(session: AsyncSession, settings: Settings) -> Customer:
    return await make_customer(session, settings)


@pytest.fixture
async def staff(session: AsyncSession, settings: Settings) -> dict[str, str]:
    return await make_staff(session, settings, BuiltInRole.BILLING)


def _path(invoice_id: UUID) -> str:
    return f"/admin/invoices/{invoice_id}"


async def test_the_money_is_back_once_and_the_service_goes_on(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    made = await make_subscription(session, customer.account_id)
    await session.commit()
    seen = (await client.get(_path(made.invoice_id), headers=staff)).json()
    assert seen["allowed_actions"] == ["refund"]
    path = f"{_path(made.invoice_id)}/actions/refund"
    first = await client.post(path, headers=staff | _KEY, json=_WHY)
    again = await client.post(path, headers=staff | {"Idempotency-Key": "refund-2"}, json=_WHY)
    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert first.json() == again.json()
    assert (first.json()["total"], first.json()["note"]) == (
        seen["total"]["amount"],
        "A day of downtime",
    )
    assert (await balance(session, customer.account_id)).amount == seen["total"]["amount"]
    assert (await state_of(session, made.id))[0] == "active"
    after = (await client.get(_path(made.invoice_id), headers=staff)).json()
    assert (after["status"], after["allowed_actions"]) == ("refunded", [])
    acts = await session.scalars(
        text("SELECT reason FROM audit_record WHERE action = 'invoice.refunded'")
    )
    assert list(acts) == ["A day of downtime"]
    assert await broken_rules(session) == []


async def test_while_the_service_is_being_made_the_order_is_refunded_instead(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    _, invoice = await make_order_invoice(session, customer.account_id)
    await give(session, customer.account_id, invoice.total)
    scope = principal_of(customer.account_id).scope()
    await settlement.pay_from_balance(session, scope, invoice.invoice_id)
    await session.commit()
    seen = await client.get(_path(invoice.invoice_id), headers=staff)
    assert seen.json()["allowed_actions"] == []
    path = f"{_path(invoice.invoice_id)}/actions/refund"
    answer = await client.post(path, headers=staff | _KEY, json=_WHY)
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_refundable")


async def test_only_who_may_refund_does_and_says_why(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    staff: dict[str, str],
) -> None:
    made = await make_subscription(session, customer.account_id)
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    await session.commit()
    path = f"{_path(made.invoice_id)}/actions/refund"
    for headers in (support, customer.headers):
        assert (await client.post(path, headers=headers | _KEY, json=_WHY)).status_code == 403
    assert (await client.post(path, headers=staff, json=_WHY)).status_code == 422
    for reason in ("", "ab", "x" * 201, "two\nlines"):
        answer = await client.post(path, headers=staff | _KEY, json={"reason": reason})
        assert answer.status_code == 422, reason
    assert (await balance(session, customer.account_id)).amount == 0
