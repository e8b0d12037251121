"""Payments through the provider, from the button to the ledger."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as PlainResponse
from starlette.routing import Route

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.features.billing import service
from app.features.billing.errors import PaymentMismatchError, ProviderUnknownError
from app.features.billing.providers import registry
from app.features.billing.providers.base import NotMadeError, Trouble, UncertainError
from app.features.billing.providers.sandbox import SandboxGateway
from app.features.billing.schemas import OrderBill
from app.features.billing.service.paying import apply_remote, give_up
from tests.factories.accounts import Customer
from tests.factories.billing import (
    broken_rules,
    drain_feature,
    facts_of,
    give,
    make_bill,
    make_subscription,
    refused,
    renew,
    run_step,
    state_of,
    subscription_of,
)
from tests.fakes.payments import Json, PaymentProvider, notice, signed
from tests.one_transaction import OneTransaction
from tests.sandbox.serving import address_of, bound_socket, serving


async def _post(client: AsyncClient, customer: Customer, path: str, body: Json) -> Response:
    key = {"Idempotency-Key": f"key-{new_id()}"}
    return await client.post(path, json=body, headers=customer.headers | key)


async def _pay(client: AsyncClient, customer: Customer, invoice_id: UUID) -> Json:
    path = f"/invoices/{invoice_id}/actions/pay"
    answer = await _post(client, customer, path, {"method": "sandbox"})
    assert answer.status_code == 200, answer.text
    payment: Json = answer.json()["payment"]
    return payment


async def _top_up(client: AsyncClient, customer: Customer, amount: int = 50_000) -> Json:
    body = {"amount": amount, "provider": "sandbox"}
    answer = await _post(client, customer, "/balance/top-ups", body)
    assert answer.status_code == 201, answer.text
    payment: Json = answer.json()
    return payment


async def _bill(session: AsyncSession, customer: Customer) -> OrderBill:
    _, bill = await make_bill(session, customer.account_id)
    await session.commit()
    return bill


async def _told(client: AsyncClient, database: OneTransaction, reference: str) -> None:
    """Bring a webhook about a payment, and let its job run."""
    body = notice(reference, event=f"evt_{new_id()}")
    headers = {"Sandbox-Signature": signed(body)}
    answer = await client.post("/webhooks/sandbox", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    await drain_feature(database, "billing")


async def _row(session: AsyncSession, payment_id: str) -> Row[Any]:
    found = await session.execute(text("SELECT * FROM payment WHERE id = :id"), {"id": payment_id})
    return found.one()


async def _check_now(database: OneTransaction, hours: int = 2) -> None:
    """Let the time of every check come, and the checks be made."""
    with clock.freeze(clock.now() + timedelta(hours=hours)):
        await run_tick(database, "billing.reconcile_open")
        await drain_feature(database, "billing")


async def test_the_buyer_comes_back_to_what_was_paid(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    async def way_back(payment: Json) -> str:
        reference = (await _row(session, payment["id"])).provider_reference
        made = {one["id"]: one["return_url"] for one in (await provider.books())["payments"]}
        url, _, mark = made[reference].partition("?")
        assert mark == f"from={payment['id']}"
        return str(url.removeprefix(get_settings().public_url))

    bill = await _bill(session, customer)
    order = (await subscription_of(session, bill.subscription_id)).order_id
    assert await way_back(await _pay(client, customer, bill.invoice_id)) == f"/panel/order/{order}"
    assert await way_back(await _top_up(client, customer)) == "/panel/billing"
    made = await make_subscription(session, customer.account_id)
    await session.commit()
    with clock.freeze(clock.now() + timedelta(days=40)):
        await run_step(database, "invoice_due")
    renewal = await session.scalar(
        text("SELECT id FROM invoice WHERE subscription_id = :id AND order_id IS NULL"),
        {"id": made.id},
    )
    assert await way_back(await _pay(client, customer, renewal)) == f"/panel/invoices/{renewal}"


async def test_an_invoice_is_paid_through_the_provider(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    bill = await _bill(session, customer)
    payment = await _pay(client, customer, bill.invoice_id)
    assert (payment["status"], payment["amount"]["amount"]) == ("pending", bill.total)
    assert payment["checkout_url"].startswith(provider.address)
    await provider.press(payment["checkout_url"], "pay", "lost")
    row = await _row(session, payment["id"])
    await _told(client, database, row.provider_reference)
    assert (await _row(session, payment["id"])).status == "succeeded"
    assert (await service.invoice_state(session, bill.invoice_id)).status == "paid"
    assert (await service.balance(session, customer.account_id)).amount == 0
    assert await facts_of(session, customer.account_id) == [
        "invoice.issued",
        "payment.succeeded",
        "invoice.paid",
    ]
    books = await provider.books()
    clearing = await session.scalar(
        text(
            "SELECT -sum(amount) FROM ledger_posting JOIN ledger_account ON"
            " ledger_account.id = ledger_account_id WHERE kind = 'provider_clearing'"
        )
    )
    assert books["captured"] == {"RUB": clearing}
    assert await broken_rules(session) == []


async def test_notices_of_one_payment_pay_once_however_often_they_come(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    payment = await _top_up(client, customer)
    await provider.press(payment["checkout_url"], "pay", "lost")
    reference = (await _row(session, payment["id"])).provider_reference
    for _ in range(3):
        await _told(client, database, reference)
    await _check_now(database)
    assert (await service.balance(session, customer.account_id)).amount == 50_000


async def test_a_payment_nobody_told_of_is_found_by_reconciliation(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    payment = await _top_up(client, customer)
    await _check_now(database)
    assert (await _row(session, payment["id"])).status == "pending"
    await provider.press(payment["checkout_url"], "pay", "lost")
    await _check_now(database, hours=4)
    assert (await service.balance(session, customer.account_id)).amount == 50_000


@pytest.mark.parametrize(
    ("action", "status", "failure"),
    [("decline", "failed", "declined"), ("cancel", "cancelled", "cancelled")],
)
async def test_what_the_buyer_declines_is_not_paid(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
    action: str,
    status: str,
    failure: str,
) -> None:
    payment = await _top_up(client, customer)
    await provider.press(payment["checkout_url"], action, "lost")
    await _told(client, database, (await _row(session, payment["id"])).provider_reference)
    listed = await client.get("/payments", headers=customer.headers)
    (item,) = listed.json()["items"]
    assert (item["status"], item["failure"]) == (status, {"code": failure, "params": {}})
    assert await facts_of(session, customer.account_id) == ["payment.failed"]


async def test_a_lost_answer_leaves_the_payment_unknown_until_it_is_found(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    bill = await _bill(session, customer)
    await provider.misbehave(drop_answer=1)
    payment = await _pay(client, customer, bill.invoice_id)
    assert (payment["status"], payment["checkout_url"]) == ("unknown", None)
    await _check_now(database)
    row = await _row(session, payment["id"])
    assert (row.status, row.checkout_url is not None) == ("pending", True)
    again = await _pay(client, customer, bill.invoice_id)
    assert (again["id"], again["checkout_url"]) == (payment["id"], row.checkout_url)
    assert len((await provider.books())["payments"]) == 1


async def test_paying_again_takes_up_an_unknown_payment(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    bill = await _bill(session, customer)
    await provider.misbehave(drop_answer=1)
    lost = await _pay(client, customer, bill.invoice_id)
    again = await _pay(client, customer, bill.invoice_id)
    assert (again["id"], again["status"]) == (lost["id"], "pending")
    assert len((await provider.books())["payments"]) == 1


async def test_a_provider_that_cannot_be_reached_fails_the_payment_at_once(
    client: AsyncClient, session: AsyncSession, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = await _bill(session, customer)
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    payment = await _pay(client, customer, bill.invoice_id)
    assert payment["status"] == "failed"
    assert payment["failure"] == {"code": "provider_unreachable", "params": {}}
    other = await _pay(client, customer, bill.invoice_id)
    assert other["id"] != payment["id"]


async def test_an_unreachable_provider_does_not_end_an_unknown_payment(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bill = await _bill(session, customer)
    await provider.misbehave(drop_answer=1)
    payment = await _pay(client, customer, bill.invoice_id)
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    assert (await _pay(client, customer, bill.invoice_id))["status"] == "unknown"
    await _check_now(database)
    assert (await _row(session, payment["id"])).status == "unknown"


async def test_a_payment_the_provider_never_heard_of_is_given_up_after_a_day(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    bill = await _bill(session, customer)
    await session.execute(
        text(
            "INSERT INTO payment (id, account_id, invoice_id, provider, status, amount, currency,"
            " created_at, checks, check_at) SELECT new_id(), account_id, id, 'sandbox', 'created',"
            " total, currency, now(), 0, now() FROM invoice WHERE id = :id"
        ),
        {"id": bill.invoice_id},
    )
    await session.commit()
    await _check_now(database)
    payment_id = str(await session.scalar(text("SELECT id FROM payment")))
    assert (await _row(session, payment_id)).status == "created"
    await _check_now(database, hours=25)
    row = await _row(session, payment_id)
    assert (row.status, row.failure) == ("failed", "provider_never_made")
    assert (await provider.books())["payments"] == []


async def test_a_checkout_nobody_used_is_cancelled_after_a_day(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    payment = await _top_up(client, customer)
    await _check_now(database, hours=25)
    assert (await _row(session, payment["id"])).status == "cancelled"
    assert (await provider.books())["payments"][0]["status"] == "cancelled"


async def test_money_for_a_withdrawn_invoice_stays_in_the_balance(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    bill = await _bill(session, customer)
    payment = await _pay(client, customer, bill.invoice_id)
    await service.void_invoice(session, bill.invoice_id)
    await session.commit()
    await provider.press(payment["checkout_url"], "pay", "lost")
    await _told(client, database, (await _row(session, payment["id"])).provider_reference)
    assert (await service.balance(session, customer.account_id)).amount == bill.total
    assert (await service.invoice_state(session, bill.invoice_id)).status == "void"
    assert await broken_rules(session) == []


async def test_money_resumes_what_was_suspended(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    past = clock.now() - timedelta(days=35)
    with clock.freeze(past):
        made = await make_subscription(session, customer.account_id)
        await session.commit()
    for _ in range(2):
        await renew(database)
    assert (await state_of(session, made.id))[0] == "suspended"
    payment = await _top_up(client, customer, 20_000)
    await provider.press(payment["checkout_url"], "pay", "lost")
    await _told(client, database, (await _row(session, payment["id"])).provider_reference)
    assert (await state_of(session, made.id))[0] == "active"
    assert (await facts_of(session, customer.account_id))[-1] == "subscription.resumed"
    assert (await service.balance(session, customer.account_id)).amount == 1_000


async def test_a_record_that_differs_from_ours_is_left_to_people(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    payment = await _top_up(client, customer)
    reference = (await _row(session, payment["id"])).provider_reference
    await provider.press(payment["checkout_url"], "pay", "lost")
    remote = await provider.gateway.fetch(reference)
    assert remote is not None
    changes: tuple[Json, ...] = (
        {"amount": 1},
        {"currency": "USD"},
        {"captured": 49_999},
        {"reference": "pay_other"},
    )
    for change in changes:
        altered = replace(remote, **change)
        with pytest.raises(PaymentMismatchError):
            await apply_remote(session, "sandbox", altered)
    with pytest.raises(PaymentMismatchError):
        await apply_remote(session, "other", remote)
    assert (await service.balance(session, customer.account_id)).amount == 0


async def test_payments_of_others_are_left_alone(
    client: AsyncClient, database: OneTransaction, session: AsyncSession, provider: PaymentProvider
) -> None:
    for reference in ("not-an-id", str(new_id())):
        made = await provider.order(reference, 500)
        await provider.press(made["checkout_url"], "pay", "lost")
        await _told(client, database, made["id"])
    await _told(client, database, "pay_nowhere")
    assert await session.scalar(text("SELECT count(*) FROM ledger_entry")) == 0
    states = await session.scalars(text("SELECT DISTINCT state FROM job"))
    assert list(states) == ["done"]


async def test_twenty_presses_at_once_make_one_payment(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    bill = await _bill(session, customer)
    for _ in range(3):
        await _pay(client, customer, bill.invoice_id)
    assert len((await provider.books())["payments"]) == 1
    duplicate = (
        "INSERT INTO payment (id, account_id, invoice_id, provider, status, amount, currency,"
        " created_at, checks, check_at) SELECT new_id(), account_id, invoice_id, provider,"
        " 'created', 1, currency, now(), 0, now() FROM payment"
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
    client: AsyncClient,
    session: AsyncSession,
    customer: Customer,
    change: str,
    constraint: str,
) -> None:
    await _top_up(client, customer)
    assert await refused(session, change) == constraint


@pytest.mark.usefixtures("provider")
async def test_a_paid_invoice_cannot_be_paid_again(
    client: AsyncClient, session: AsyncSession, customer: Customer
) -> None:
    bill = await _bill(session, customer)
    await give(session, customer.account_id, bill.total)
    await session.commit()
    path = f"/invoices/{bill.invoice_id}/actions/pay"
    paid = await _post(client, customer, path, {"method": "balance"})
    assert (paid.status_code, paid.json()["payment"]) == (200, None)
    assert paid.json()["invoice"]["status"] == "paid"
    for method in ("balance", "sandbox"):
        answer = await _post(client, customer, path, {"method": method})
        assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_payable")


async def test_a_provider_that_is_not_set_up_is_not_offered(
    client: AsyncClient, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_installed", {})
    answer = await _post(
        client, customer, "/balance/top-ups", {"amount": 500, "provider": "sandbox"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "payment_provider_unknown")
    with pytest.raises(ProviderUnknownError):
        registry.gateway("another")


async def test_the_settings_name_the_provider(
    monkeypatch: pytest.MonkeyPatch, provider: PaymentProvider
) -> None:
    made = Settings(sandbox_payments_url=provider.address + "/")
    monkeypatch.setattr(registry, "_installed", {})
    monkeypatch.setattr(registry, "get_settings", lambda: made)
    assert isinstance(registry.gateway("sandbox"), SandboxGateway)
    with pytest.raises(NotMadeError):
        await registry.gateway("sandbox").find(new_id())


async def test_answers_that_make_no_sense_are_no_answers(provider: PaymentProvider) -> None:
    strange = SandboxGateway(f"{provider.address}/health?", "key", "secret")
    for asking in (strange.find(new_id()), strange.fetch("pay_1")):
        with pytest.raises(UncertainError) as error:
            await asking
        assert error.value.code is Trouble.SENSELESS


async def test_refusals_and_failures_are_told_apart(provider: PaymentProvider) -> None:
    """A refused payment was never made; a failing provider may have made it."""
    stranger = SandboxGateway(provider.address, "another key", "secret")
    with pytest.raises(NotMadeError) as refused_error:
        await stranger.find(new_id())
    assert refused_error.value.code is Trouble.REFUSED

    async def fail(_request: Request) -> PlainResponse:
        return PlainResponse(status_code=503)

    opened = bound_socket()
    broken = Starlette(routes=[Route("/v1/payments", fail)])
    async with serving(broken, opened):
        with pytest.raises(UncertainError) as failing:
            await SandboxGateway(address_of(opened), "key", "secret").find(new_id())
    assert failing.value.code is Trouble.FAILING


async def test_an_ended_payment_is_asked_about_no_more(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    payment = await _top_up(client, customer)
    await provider.press(payment["checkout_url"], "decline", "lost")
    for _ in range(2):
        await service.reconcile(session, UUID(payment["id"]))
    await give_up(session, UUID(payment["id"]), "too late")
    row = await _row(session, payment["id"])
    assert (row.status, row.failure) == ("failed", "declined")
    assert (await facts_of(session, customer.account_id)).count("payment.failed") == 1


async def test_what_ended_meanwhile_is_not_cancelled(provider: PaymentProvider) -> None:
    made = await provider.order(str(new_id()), 100)
    await provider.press(made["checkout_url"], "pay", "lost")
    ended = await provider.gateway.cancel(made["id"])
    assert ended.status == "succeeded"
