"""Payments whose answer was lost, whose notice never came, or that nobody finished."""

from dataclasses import replace
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.billing import service
from app.features.billing.errors import PaymentMismatchError
from app.features.billing.providers import registry
from app.features.billing.providers.sandbox import SandboxGateway
from app.features.billing.service.paying import apply_remote, give_up
from tests.factories.accounts import Customer
from tests.factories.billing import facts_of
from tests.fakes.payments import Json, PaymentProvider
from tests.features.billing.paying import bill_of, check_now, pay, payment_row, top_up
from tests.one_transaction import OneTransaction


async def test_a_payment_nobody_told_of_is_found_by_reconciliation(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    payment = await top_up(client, customer)
    await check_now(database)
    assert (await payment_row(session, payment["id"])).status == "pending"
    await provider.press(payment["checkout_url"], "pay", "lost")
    await check_now(database, hours=4)
    assert (await service.balance(session, customer.account_id)).amount == 50_000


async def test_a_lost_answer_leaves_the_payment_unknown_until_it_is_found(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    bill = await bill_of(session, customer)
    await provider.misbehave(drop_answer=1)
    payment = await pay(client, customer, bill.invoice_id)
    assert (payment["status"], payment["checkout_url"]) == ("unknown", None)
    await check_now(database)
    row = await payment_row(session, payment["id"])
    assert (row.status, row.checkout_url is not None) == ("pending", True)
    again = await pay(client, customer, bill.invoice_id)
    assert (again["id"], again["checkout_url"]) == (payment["id"], row.checkout_url)
    assert len((await provider.books())["payments"]) == 1


async def test_paying_again_takes_up_an_unknown_payment(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    bill = await bill_of(session, customer)
    await provider.misbehave(drop_answer=1)
    lost = await pay(client, customer, bill.invoice_id)
    again = await pay(client, customer, bill.invoice_id)
    assert (again["id"], again["status"]) == (lost["id"], "pending")
    assert len((await provider.books())["payments"]) == 1


async def test_a_provider_that_cannot_be_reached_fails_the_payment_at_once(
    client: AsyncClient, session: AsyncSession, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = await bill_of(session, customer)
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    payment = await pay(client, customer, bill.invoice_id)
    assert payment["status"] == "failed"
    assert payment["failure"] == {"code": "provider_unreachable", "params": {}}
    other = await pay(client, customer, bill.invoice_id)
    assert other["id"] != payment["id"]


async def test_an_unreachable_provider_does_not_end_an_unknown_payment(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bill = await bill_of(session, customer)
    await provider.misbehave(drop_answer=1)
    payment = await pay(client, customer, bill.invoice_id)
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    assert (await pay(client, customer, bill.invoice_id))["status"] == "unknown"
    await check_now(database)
    assert (await payment_row(session, payment["id"])).status == "unknown"


async def test_a_payment_the_provider_never_heard_of_is_given_up_after_a_day(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    bill = await bill_of(session, customer)
    await session.execute(
        text(
            "INSERT INTO payment (id, account_id, invoice_id, provider, status, amount, currency,"
            " created_at, checks, check_at) SELECT new_id(), account_id, id, 'sandbox', 'created',"
            " total, currency, now(), 0, now() FROM invoice WHERE id = :id"
        ),
        {"id": bill.invoice_id},
    )
    await session.commit()
    await check_now(database)
    payment_id = str(await session.scalar(text("SELECT id FROM payment")))
    assert (await payment_row(session, payment_id)).status == "created"
    await check_now(database, hours=25)
    row = await payment_row(session, payment_id)
    assert (row.status, row.failure) == ("failed", "provider_never_made")
    assert (await provider.books())["payments"] == []


async def test_a_checkout_nobody_used_is_cancelled_after_a_day(
    client: AsyncClient,
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    provider: PaymentProvider,
) -> None:
    payment = await top_up(client, customer)
    await check_now(database, hours=25)
    assert (await payment_row(session, payment["id"])).status == "cancelled"
    assert (await provider.books())["payments"][0]["status"] == "cancelled"


async def test_a_record_that_differs_from_ours_is_left_to_people(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    payment = await top_up(client, customer)
    reference = (await payment_row(session, payment["id"])).provider_reference
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


async def test_an_ended_payment_is_asked_about_no_more(
    client: AsyncClient, session: AsyncSession, customer: Customer, provider: PaymentProvider
) -> None:
    payment = await top_up(client, customer)
    await provider.press(payment["checkout_url"], "decline", "lost")
    for _ in range(2):
        await service.reconcile(session, UUID(payment["id"]))
    await give_up(session, UUID(payment["id"]), "too late")
    row = await payment_row(session, payment["id"])
    assert (row.status, row.failure) == ("failed", "declined")
    assert (await facts_of(session, customer.account_id)).count("payment.failed") == 1
