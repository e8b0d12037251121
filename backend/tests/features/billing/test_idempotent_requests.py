"""Requests that move money happen once a key, and only for those who may."""

from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.billing import schemas
from tests.factories.accounts import Customer
from tests.factories.users import make_staff
from tests.fakes.payments import Json, PaymentProvider


async def _adjust(
    client: AsyncClient, headers: dict[str, str], account_id: UUID, key: str, **body: object
) -> Response:
    return await client.post(
        f"/admin/accounts/{account_id}/actions/adjust-balance",
        headers=headers | {"Idempotency-Key": key},
        json={"amount": 500, "reason": "goodwill"} | body,
    )


async def test_staff_correct_a_balance_once_a_key(
    client: AsyncClient, session: AsyncSession, customer: Customer, staff: dict[str, str]
) -> None:
    first = await _adjust(client, staff, customer.account_id, "key-00001")
    again = await _adjust(client, staff, customer.account_id, "key-00001")
    assert first.status_code == 200, first.text
    assert first.json() == again.json() == {"balance": {"amount": 500, "currency": "RUB"}}
    other = await _adjust(client, staff, customer.account_id, "key-00001", amount=501)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    below = await _adjust(client, staff, customer.account_id, "key-00002", amount=-501)
    assert (below.status_code, below.json()["code"]) == (409, "insufficient_balance")
    assert below.json()["params"] == {"missing": 1, "currency": "RUB"}
    balance = await client.get("/balance", headers=customer.headers)
    assert balance.json()["balance"]["amount"] == 500
    events = await session.scalars(
        text("SELECT payload FROM event WHERE type = 'balance.adjusted'")
    )
    assert events.all() == [
        {
            "account_id": str(customer.account_id),
            "amount": 500,
            "currency": "RUB",
            "reason": "goodwill",
        }
    ]


async def test_only_who_may_adjust_adjusts(
    client: AsyncClient, session: AsyncSession, settings: Settings, customer: Customer
) -> None:
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    await session.commit()
    for headers in (customer.headers, support):
        answer = await _adjust(client, headers, customer.account_id, "key-00003")
        assert answer.status_code == 403


@pytest.mark.parametrize("body", [{"method": "gold"}, {"method": "balance", "amount": 1}, {}])
async def test_unknown_ways_to_pay_are_named(
    client: AsyncClient, customer: Customer, body: Json
) -> None:
    answer = await client.post(
        f"/invoices/{new_id()}/actions/pay",
        headers=customer.headers | {"Idempotency-Key": "key-00004"},
        json=body,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_repeated_top_up_is_the_same_top_up(
    client: AsyncClient, customer: Customer, provider: PaymentProvider
) -> None:
    async def top_up(amount: int) -> Response:
        return await client.post(
            "/balance/top-ups",
            headers=customer.headers | {"Idempotency-Key": "key-00005"},
            json={"amount": amount, "provider": "sandbox"},
        )

    first, again, other = await top_up(500), await top_up(500), await top_up(600)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (again.headers["Idempotency-Replayed"], other.status_code) == ("true", 409)
    assert other.json()["code"] == "idempotency_key_reused"
    assert len((await provider.books())["payments"]) == 1


async def test_a_top_up_that_died_half_way_is_finished_by_its_repeat(
    client: AsyncClient,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    """The intent is written, the answer is not: as if the process had been killed between."""
    headers = customer.headers | {"Idempotency-Key": "key-00006"}
    body = {"amount": 500, "provider": "sandbox"}
    first = await client.post("/balance/top-ups", headers=headers, json=body)
    payment = first.json()
    intent = schemas.PaymentIntent(
        payment_id=payment["id"],
        provider="sandbox",
        amount=500,
        currency="RUB",
        description="Hostwright",
    )
    await session.execute(
        text("UPDATE idempotency_key SET status = 0, body = :body"),
        {"body": intent.model_dump_json().encode()},
    )
    await session.commit()
    again = await client.post("/balance/top-ups", headers=headers, json=body)
    assert again.json() == payment
    other = await client.post("/balance/top-ups", headers=headers, json=body | {"amount": 501})
    assert other.status_code == 409
    assert len((await provider.books())["payments"]) == 1
