"""Payments through the provider, from the button to the ledger."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.ids import new_id
from app.core.settings import get_settings
from app.features.billing import service
from tests.factories.billing import (
    broken_rules,
    give,
    make_subscription,
    refused,
    renew,
    run_step,
    state_of,
    subscription_of,
)
from tests.fakes.payments import Json, PaymentProvider
from tests.features.billing.buyer import Buyer, told
from tests.one_transaction import OneTransaction


async def test_the_buyer_comes_back_to_what_was_paid(buyer: Buyer, session: AsyncSession) -> None:
    async def way_back(payment: Json) -> str:
        reference = (await buyer.row(payment)).provider_reference
        made = {one["id"]: one["return_url"] for one in (await buyer.provider.books())["payments"]}
        url, _, mark = made[reference].partition("?")
        assert mark == f"from={payment['id']}"
        return str(url.removeprefix(get_settings().public_url))

    order_invoice = await buyer.order_invoice()
    order = (await subscription_of(session, order_invoice.subscription_id)).order_id
    assert await way_back(await buyer.pay(order_invoice.invoice_id)) == f"/panel/order/{order}"
    assert await way_back(await buyer.top_up()) == "/panel/billing"
    made = await make_subscription(session, buyer.account_id)
    await session.commit()
    with clock.freeze(clock.now() + timedelta(days=40)):
        await run_step(buyer.database, "invoice_due_periods")
    renewal = await session.scalar(
        text("SELECT id FROM invoice WHERE subscription_id = :id AND order_id IS NULL"),
        {"id": made.id},
    )
    assert await way_back(await buyer.pay(renewal)) == f"/panel/invoices/{renewal}"


async def test_an_invoice_is_paid_through_the_provider(buyer: Buyer, session: AsyncSession) -> None:
    order_invoice = await buyer.order_invoice()
    payment = await buyer.pay(order_invoice.invoice_id)
    assert (payment["status"], payment["amount"]["amount"]) == ("pending", order_invoice.total)
    assert payment["checkout_url"].startswith(buyer.provider.address)
    await buyer.paid(payment)
    assert (await buyer.row(payment)).status == "succeeded"
    assert (await service.invoice_state(session, order_invoice.invoice_id)).status == "paid"
    assert await buyer.balance() == 0
    assert await buyer.facts() == [
        "invoice.issued",
        "payment.succeeded",
        "invoice.paid",
    ]
    books = await buyer.provider.books()
    clearing = await session.scalar(
        text(
            "SELECT -sum(amount) FROM ledger_posting JOIN ledger_account ON"
            " ledger_account.id = ledger_account_id WHERE kind = 'provider_clearing'"
        )
    )
    assert books["captured"] == {"RUB": clearing}
    assert await broken_rules(session) == []


async def test_notices_of_one_payment_pay_once_however_often_they_come(buyer: Buyer) -> None:
    payment = await buyer.top_up()
    await buyer.press(payment)
    for _ in range(3):
        await buyer.told(payment)
    await buyer.checked()
    assert await buyer.balance() == 50_000


@pytest.mark.parametrize(
    ("action", "status", "failure"),
    [("decline", "failed", "declined"), ("cancel", "cancelled", "cancelled")],
)
async def test_what_the_buyer_declines_is_not_paid(
    buyer: Buyer, action: str, status: str, failure: str
) -> None:
    payment = await buyer.top_up()
    await buyer.press(payment, action)
    await buyer.told(payment)
    listed = await buyer.client.get("/payments", headers=buyer.customer.headers)
    (item,) = listed.json()["items"]
    assert (item["status"], item["failure"]) == (status, {"code": failure, "params": {}})
    assert await buyer.facts() == ["payment.failed"]


async def test_money_for_a_withdrawn_invoice_stays_in_the_balance(
    buyer: Buyer, session: AsyncSession
) -> None:
    order_invoice = await buyer.order_invoice()
    payment = await buyer.pay(order_invoice.invoice_id)
    await service.void_invoice(session, order_invoice.invoice_id)
    await session.commit()
    await buyer.paid(payment)
    assert await buyer.balance() == order_invoice.total
    assert (await service.invoice_state(session, order_invoice.invoice_id)).status == "void"
    assert await broken_rules(session) == []


async def test_money_resumes_what_was_suspended(buyer: Buyer, session: AsyncSession) -> None:
    past = clock.now() - timedelta(days=35)
    with clock.freeze(past):
        made = await make_subscription(session, buyer.account_id)
        await session.commit()
    for _ in range(2):
        await renew(buyer.database)
    assert (await state_of(session, made.id))[0] == "suspended"
    payment = await buyer.top_up(20_000)
    await buyer.paid(payment)
    assert (await state_of(session, made.id))[0] == "active"
    assert (await buyer.facts())[-1] == "subscription.resumed"
    assert await buyer.balance() == 1_000


async def test_payments_of_others_are_left_alone(
    client: AsyncClient, database: OneTransaction, session: AsyncSession, provider: PaymentProvider
) -> None:
    for reference in ("not-an-id", str(new_id())):
        made = await provider.order(reference, 500)
        await provider.press(made["checkout_url"], "pay", "lost")
        await told(client, database, made["id"])
    await told(client, database, "pay_nowhere")
    assert await session.scalar(text("SELECT count(*) FROM ledger_entry")) == 0
    states = await session.scalars(text("SELECT DISTINCT state FROM job"))
    assert list(states) == ["done"]


async def test_pressing_again_makes_no_other_payment(buyer: Buyer, session: AsyncSession) -> None:
    order_invoice = await buyer.order_invoice()
    for _ in range(3):
        await buyer.pay(order_invoice.invoice_id)
    assert len((await buyer.provider.books())["payments"]) == 1
    duplicate = (
        "INSERT INTO payment (id, account_id, invoice_id, provider, status, amount, currency,"
        " created_at, checks, check_at, unresolved_calls, last_call_at) SELECT new_id(),"
        " account_id, invoice_id, provider, 'created', 1, currency, now(), 0, now(), 1, now()"
        " FROM payment"
    )
    assert await refused(session, duplicate) == "uq_payment_open_of_invoice"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE payment SET status = 'created'", "state_graph"),
        ("UPDATE payment SET status = 'won'", "state_graph"),
        ("UPDATE payment SET amount = 0", "ck_payment_amount_positive"),
    ],
)
@pytest.mark.usefixtures("provider")
async def test_a_payment_moves_along_its_graph_only(
    buyer: Buyer, session: AsyncSession, change: str, constraint: str
) -> None:
    await buyer.top_up()
    assert await refused(session, change) == constraint


@pytest.mark.usefixtures("provider")
async def test_a_paid_invoice_cannot_be_paid_again(buyer: Buyer, session: AsyncSession) -> None:
    order_invoice = await buyer.order_invoice()
    await give(session, buyer.account_id, order_invoice.total)
    await session.commit()
    path = f"/invoices/{order_invoice.invoice_id}/actions/pay"
    paid = await buyer.post(path, {"method": "balance"})
    assert (paid.status_code, paid.json()["payment"]) == (200, None)
    assert paid.json()["invoice"]["status"] == "paid"
    for method in ("balance", "sandbox"):
        answer = await buyer.post(path, {"method": method})
        assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_payable")
