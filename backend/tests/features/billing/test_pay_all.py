"""Several invoices in one payment: all of them, or none, and never one of them twice."""

import asyncio
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import MemberRole
from app.core.errors import AppError
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from app.events.models import AuditRecord
from app.features.billing import service
from app.features.billing.audit import AuditAction
from app.features.billing.providers import registry
from app.features.billing.schemas import PayInvoicesRequest, PayInvoicesResponse, PaymentMethod
from tests.factories.accounts import Customer, make_customer, make_member
from tests.factories.billing import (
    balance,
    broken_rules,
    give,
    make_order_invoice,
    principal_of,
)
from tests.features.billing.buyer import Buyer, post
from tests.one_transaction import OneTransaction


async def _bills(buyer: Buyer, count: int = 3) -> tuple[list[str], int]:
    made = [await buyer.order_invoice() for _ in range(count)]
    return sorted(str(one.invoice_id) for one in made), sum(one.total for one in made)


async def _pay(buyer: Buyer, ids: list[str], method: str = "balance") -> Response:
    return await buyer.post("/invoices/actions/pay", {"invoice_ids": ids, "method": method})


async def _states(session: AsyncSession, ids: list[str]) -> list[str]:
    return [str((await service.invoice_state(session, UUID(one))).status) for one in ids]


async def test_the_balance_pays_all_at_once(buyer: Buyer, session: AsyncSession) -> None:
    ids, total = await _bills(buyer)
    await give(session, buyer.account_id, total + 500)
    await session.commit()
    answer = await _pay(buyer, [*reversed(ids), ids[0]])
    assert (answer.status_code, answer.json()) == (200, {"paid_ids": ids, "payment": None})
    assert await _states(session, ids) == ["paid"] * 3
    assert await buyer.balance() == 500
    assert (await buyer.facts()).count("invoice.paid") == 3
    written = await session.scalars(
        select(AuditRecord.target_id).where(col(AuditRecord.action) == AuditAction.INVOICE_PAID)
    )
    assert sorted(str(one) for one in written) == ids
    assert await broken_rules(session) == []


async def test_a_balance_that_does_not_cover_all_pays_none(
    buyer: Buyer, session: AsyncSession
) -> None:
    ids, total = await _bills(buyer)
    await give(session, buyer.account_id, total - 1)
    await session.commit()
    answer = await _pay(buyer, ids)
    assert (answer.status_code, answer.json()["code"]) == (409, "insufficient_balance")
    assert answer.json()["params"] == {"missing": 1, "currency": "RUB"}
    assert await _states(session, ids) == ["issued"] * 3
    assert await buyer.balance() == total - 1


@pytest.mark.parametrize("method", ["balance", "sandbox"])
async def test_one_that_is_not_open_stops_all(
    buyer: Buyer, session: AsyncSession, method: str
) -> None:
    ids, total = await _bills(buyer)
    await give(session, buyer.account_id, total)
    await service.void_invoice(session, UUID(ids[1]))
    await session.commit()
    answer = await _pay(buyer, ids, method)
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_payable")
    assert await _states(session, ids) == ["issued", "void", "issued"]


@pytest.mark.parametrize("method", ["balance", "sandbox"])
async def test_nobody_pays_what_is_not_theirs(
    buyer: Buyer, session: AsyncSession, settings: Settings, method: str
) -> None:
    ids, _ = await _bills(buyer, 1)
    other = await make_customer(session, settings)
    _, theirs = await make_order_invoice(session, other.account_id)
    await session.commit()
    for foreign in (str(theirs.invoice_id), str(new_id())):
        answer = await _pay(buyer, [*ids, foreign], method)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await _states(session, ids) == ["issued"]


async def test_one_payment_at_the_provider_pays_all(buyer: Buyer, session: AsyncSession) -> None:
    ids, total = await _bills(buyer)
    answer = await _pay(buyer, ids, "sandbox")
    assert answer.status_code == 200, answer.text
    payment = answer.json()["payment"]
    assert (answer.json()["paid_ids"], payment["invoice_id"]) == ([], None)
    assert (payment["invoice_ids"], payment["amount"]["amount"]) == (ids, total)
    assert await _states(session, ids) == ["issued"] * 3
    await buyer.paid(payment)
    assert await _states(session, ids) == ["paid"] * 3
    assert await buyer.balance() == 0
    await buyer.told(payment)
    assert (await buyer.facts()).count("invoice.paid") == 3
    read = await buyer.client.get(f"/payments/{payment['id']}", headers=buyer.customer.headers)
    assert read.json()["invoice_ids"] == ids
    assert await broken_rules(session) == []


async def test_asking_again_for_the_same_invoices_takes_up_the_same_payment(
    buyer: Buyer, session: AsyncSession
) -> None:
    ids, _ = await _bills(buyer)
    first = (await _pay(buyer, ids, "sandbox")).json()["payment"]
    again = (await _pay(buyer, [*reversed(ids)], "sandbox")).json()["payment"]
    assert (again["id"], again["checkout_url"]) == (first["id"], first["checkout_url"])
    fewer = (await _pay(buyer, ids[:2], "sandbox")).json()["payment"]
    assert fewer["id"] != first["id"]
    await buyer.press(first, "cancel")
    await buyer.told(first)
    after = (await _pay(buyer, ids, "sandbox")).json()["payment"]
    assert after["id"] != first["id"]
    assert len((await buyer.provider.books())["payments"]) == 3
    assert await broken_rules(session) == []


async def test_what_is_paid_elsewhere_meanwhile_stays_on_the_balance(
    buyer: Buyer, session: AsyncSession
) -> None:
    ids, total = await _bills(buyer)
    together = (await _pay(buyer, ids, "sandbox")).json()["payment"]
    alone = await buyer.pay(UUID(ids[0]))
    await buyer.paid(alone)
    await service.void_invoice(session, UUID(ids[1]))
    await session.commit()
    await buyer.paid(together)
    assert await _states(session, ids) == ["paid", "void", "paid"]
    assert await buyer.balance() == total - total // 3
    assert await broken_rules(session) == []


async def test_a_payment_of_all_that_nothing_is_left_of_becomes_balance(
    buyer: Buyer, session: AsyncSession
) -> None:
    ids, total = await _bills(buyer, 2)
    together = (await _pay(buyer, ids, "sandbox")).json()["payment"]
    await give(session, buyer.account_id, total)
    await session.commit()
    assert (await _pay(buyer, ids)).status_code == 200
    await buyer.paid(together)
    assert await buyer.balance() == total
    assert await broken_rules(session) == []


async def test_a_key_pays_once(buyer: Buyer, session: AsyncSession) -> None:
    ids, total = await _bills(buyer)
    await give(session, buyer.account_id, total)
    await session.commit()
    headers = buyer.customer.headers | {"Idempotency-Key": "key-00001"}
    body = {"invoice_ids": ids, "method": "balance"}
    first = await buyer.client.post("/invoices/actions/pay", json=body, headers=headers)
    again = await buyer.client.post("/invoices/actions/pay", json=body, headers=headers)
    assert first.content == again.content
    assert (first.status_code, again.status_code) == (200, 200)
    assert (await buyer.facts()).count("invoice.paid") == 3


async def test_a_request_whose_answer_was_lost_is_taken_up_again(
    buyer: Buyer, session: AsyncSession, database: OneTransaction
) -> None:
    ids, _ = await _bills(buyer)
    principal = principal_of(buyer.account_id, buyer.customer.user.id)
    payload = PayInvoicesRequest(
        invoice_ids={UUID(one) for one in ids}, method=PaymentMethod.SANDBOX
    )
    intent = await service.start_payment_of_all(session, principal, payload)
    assert not isinstance(intent, PayInvoicesResponse)
    assert await service.resume_payment_of_all(session, intent) is None
    outcome = await service.create_at_provider(database, intent)
    made = await service.record_outcome_of_all(session, intent, outcome)
    await session.commit()
    assert made.payment is not None
    await buyer.paid({"id": str(made.payment.id), "checkout_url": made.payment.checkout_url})
    ended = await service.resume_payment_of_all(session, intent)
    assert ended is not None
    assert ended.payment is not None
    assert ended.payment.status == "succeeded"


@pytest.mark.parametrize(
    "body",
    [
        {"invoice_ids": [], "method": "balance"},
        {"invoice_ids": ["x"], "method": "balance"},
        {"invoice_ids": [str(new_id())], "method": "gold"},
        {"invoice_ids": [str(new_id()) for _ in range(101)], "method": "balance"},
    ],
)
async def test_nonsense_is_refused(
    client: AsyncClient, customer: Customer, body: dict[str, object]
) -> None:
    assert (await post(client, customer, "/invoices/actions/pay", body)).status_code == 422


async def test_the_ways_to_pay_are_told_as_data(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    customer: Customer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    balance_only = [{"method": "balance", "kind": "balance"}]
    monkeypatch.setattr(registry, "_installed", {})
    answer = await client.get("/payment-methods", headers=customer.headers)
    assert answer.json() == {"methods": balance_only}
    monkeypatch.undo()
    answer = await client.get("/payment-methods", headers=customer.headers)
    assert answer.json()["methods"][0] == balance_only[0]
    technical = await make_member(session, settings, customer.account, MemberRole.TECHNICAL)
    await session.commit()
    refused = await client.get("/payment-methods", headers=technical.headers)
    assert refused.status_code == 403


async def _race(database: Database, account_id: UUID, ids: set[UUID]) -> str:
    payload = PayInvoicesRequest(invoice_ids=ids, method=PaymentMethod.BALANCE)
    try:
        async with database.unit_of_work() as session:
            await service.start_payment_of_all(session, principal_of(account_id), payload)
    except AppError as error:
        return error.code
    return "paid"


async def test_two_that_race_for_the_same_invoice_never_pay_it_twice(
    committed: Database, settings: Settings
) -> None:
    async with committed.unit_of_work() as session:
        customer = await make_customer(session, settings)
        made = [
            (await make_order_invoice(session, customer.account_id))[1].invoice_id for _ in range(3)
        ]
        total = 3 * (await service.invoice_state(session, made[0])).total
        await give(session, customer.account_id, total)
    outcomes = await asyncio.gather(
        _race(committed, customer.account_id, {made[0], made[1]}),
        _race(committed, customer.account_id, {made[2], made[1]}),
        _race(committed, customer.account_id, set(made)),
    )
    assert sorted(outcomes) == ["invoice_not_payable", "invoice_not_payable", "paid"]
    async with committed.unit_of_work() as session:
        paid = await session.scalar(text("SELECT sum(paid) FROM invoice"))
        left = (await balance(session, customer.account_id)).amount
        assert paid + left == total
        assert await broken_rules(session) == []
