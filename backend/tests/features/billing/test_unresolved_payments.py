"""Payments whose answer was lost, whose notice never came, or that nobody finished."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.billing import service
from app.features.billing.dao.payments import PaymentDAO
from app.features.billing.errors import PaymentMismatchError
from app.features.billing.models import Payment
from app.features.billing.providers import registry
from app.features.billing.providers.base import (
    GatewayError,
    PaymentOutcomeUnknownError,
    PaymentRejectedError,
    ProviderErrorCode,
)
from app.features.billing.providers.sandbox import SandboxGateway
from app.features.billing.schemas import PaymentIntent
from app.features.billing.service.payments import apply_remote_payment, fail_unmade, record_outcome
from tests.fakes.payments import Json
from tests.features.billing.buyer import Buyer


async def test_a_payment_nobody_told_of_is_found_by_reconciliation(buyer: Buyer) -> None:
    payment = await buyer.top_up()
    await buyer.checked()
    assert (await buyer.row(payment)).status == "pending"
    await buyer.press(payment)
    await buyer.checked(hours=4)
    assert await buyer.balance() == 50_000


async def test_a_lost_answer_leaves_the_payment_unknown_until_it_is_found(buyer: Buyer) -> None:
    order_invoice = await buyer.order_invoice()
    await buyer.provider.misbehave(drop_answer=1)
    payment = await buyer.pay(order_invoice.invoice_id)
    assert (payment["status"], payment["checkout_url"]) == ("unknown", None)
    await buyer.checked()
    row = await buyer.row(payment)
    assert (row.status, row.checkout_url is not None) == ("pending", True)
    again = await buyer.pay(order_invoice.invoice_id)
    assert (again["id"], again["checkout_url"]) == (payment["id"], row.checkout_url)
    assert len((await buyer.provider.books())["payments"]) == 1


async def test_paying_again_takes_up_an_unknown_payment(buyer: Buyer) -> None:
    order_invoice = await buyer.order_invoice()
    await buyer.provider.misbehave(drop_answer=1)
    lost = await buyer.pay(order_invoice.invoice_id)
    again = await buyer.pay(order_invoice.invoice_id)
    assert (again["id"], again["status"]) == (lost["id"], "pending")
    assert len((await buyer.provider.books())["payments"]) == 1


async def test_a_provider_that_cannot_be_reached_fails_the_payment_at_once(
    buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_invoice = await buyer.order_invoice()
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    payment = await buyer.pay(order_invoice.invoice_id)
    assert payment["status"] == "failed"
    assert payment["failure"] == {"code": "provider_unreachable", "params": {}}
    other = await buyer.pay(order_invoice.invoice_id)
    assert other["id"] != payment["id"]


async def test_an_unreachable_provider_does_not_end_an_unknown_payment(
    buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_invoice = await buyer.order_invoice()
    await buyer.provider.misbehave(drop_answer=1)
    payment = await buyer.pay(order_invoice.invoice_id)
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    assert (await buyer.pay(order_invoice.invoice_id))["status"] == "unknown"
    await buyer.checked()
    assert (await buyer.row(payment)).status == "unknown"


async def test_a_payment_the_provider_has_no_record_of_fails_an_hour_after_the_last_call(
    buyer: Buyer, session: AsyncSession
) -> None:
    order_invoice = await buyer.order_invoice()
    await session.execute(
        text(
            "INSERT INTO payment (id, account_id, invoice_id, provider, status, amount, currency,"
            " created_at, checks, check_at, unresolved_calls, last_call_at) SELECT new_id(),"
            " account_id, id, 'sandbox', 'created',"
            " total, currency, now(), 0, now(), 1, now() FROM invoice WHERE id = :id"
        ),
        {"id": order_invoice.invoice_id},
    )
    await session.commit()
    await buyer.checked(hours=0.9)
    payment = {"id": await session.scalar(text("SELECT id FROM payment"))}
    assert (await buyer.row(payment)).status == "created"
    await buyer.checked()
    row = await buyer.row(payment)
    assert (row.status, row.failure) == ("failed", "provider_never_made")
    assert (await buyer.provider.books())["payments"] == []


async def test_a_checkout_nobody_used_is_cancelled_after_a_day(buyer: Buyer) -> None:
    payment = await buyer.top_up()
    await buyer.checked(hours=25)
    assert (await buyer.row(payment)).status == "cancelled"
    assert (await buyer.provider.books())["payments"][0]["status"] == "cancelled"


async def test_a_record_that_differs_from_ours_is_left_to_people(
    buyer: Buyer, session: AsyncSession
) -> None:
    payment = await buyer.top_up()
    reference = (await buyer.row(payment)).provider_reference
    await buyer.press(payment)
    remote = await buyer.provider.gateway.fetch(reference)
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
            await apply_remote_payment(session, "sandbox", altered)
    with pytest.raises(PaymentMismatchError):
        await apply_remote_payment(session, "other", remote)
    assert await buyer.balance() == 0


async def test_an_ended_payment_is_asked_about_no_more(buyer: Buyer, session: AsyncSession) -> None:
    payment = await buyer.top_up()
    await buyer.press(payment, "decline")
    await buyer.checked()
    assert await service.begin_check(session, UUID(payment["id"])) is None
    row = await buyer.row(payment)
    await fail_unmade(session, UUID(payment["id"]), row.last_call_at, "too late")
    row = await buyer.row(payment)
    assert (row.status, row.failure) == ("failed", "declined")
    assert (await buyer.facts()).count("payment.failed") == 1


async def test_money_captured_for_a_failed_payment_is_left_to_people(
    buyer: Buyer, session: AsyncSession
) -> None:
    payment = await buyer.top_up()
    row = await buyer.row(payment)
    await fail_unmade(session, UUID(payment["id"]), row.last_call_at, "provider_never_made")
    await session.commit()
    await buyer.press(payment)
    remote = await buyer.provider.gateway.fetch(row.provider_reference)
    assert remote is not None
    with pytest.raises(PaymentMismatchError):
        await apply_remote_payment(session, "sandbox", remote)


async def test_a_payment_asked_for_again_meanwhile_is_not_failed(
    buyer: Buyer, session: AsyncSession
) -> None:
    order_invoice = await buyer.order_invoice()
    await buyer.provider.misbehave(drop_answer=1)
    payment = await buyer.pay(order_invoice.invoice_id)
    before = (await buyer.row(payment)).last_call_at
    await buyer.pay(order_invoice.invoice_id)
    await fail_unmade(session, UUID(payment["id"]), before, "provider_never_made")
    assert (await buyer.row(payment)).status == "pending"


async def test_a_second_request_does_not_call_failed_what_the_first_may_have_made(
    buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first request died between its intent and its outcome: nobody knows what it did."""
    order_invoice = await buyer.order_invoice()

    async def die(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as dying:
        dying.setattr(service, "create_at_provider", die)
        first = await buyer.post(
            f"/invoices/{order_invoice.invoice_id}/actions/pay", {"method": "sandbox"}
        )
    assert first.status_code == 500
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    with monkeypatch.context() as away:
        away.setitem(registry._installed, "sandbox", nowhere)
        for _ in range(2):
            assert (await buyer.pay(order_invoice.invoice_id))["status"] == "unknown"
    assert (await buyer.pay(order_invoice.invoice_id))["status"] == "pending"
    assert len((await buyer.provider.books())["payments"]) == 1


@pytest.mark.parametrize("kind", ["invoice", "top-up"])
async def test_a_repeat_does_not_ask_again_for_a_payment_that_has_ended(
    buyer: Buyer, session: AsyncSession, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """It would make a payment at the provider that is over here."""
    order_invoice = await buyer.order_invoice()
    path, body = "/balance/top-ups", {"amount": 50_000, "provider": "sandbox"}
    if kind == "invoice":
        path, body = f"/invoices/{order_invoice.invoice_id}/actions/pay", {"method": "sandbox"}
    headers = buyer.customer.headers | {"Idempotency-Key": "key-of-one-press"}

    async def die(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as dying:
        dying.setattr(service, "create_at_provider", die)
        assert (await buyer.client.post(path, json=body, headers=headers)).status_code == 500
    row = (await session.execute(text("SELECT id, last_call_at FROM payment"))).one()
    await fail_unmade(session, row.id, row.last_call_at, "provider_never_made")
    await session.commit()
    for _ in range(2):
        answer = (await buyer.client.post(path, json=body, headers=headers)).json()
        payment = answer["payment"] if kind == "invoice" else answer
        assert (payment["status"], payment["failure"]["code"]) == ("failed", "provider_never_made")
    assert (await buyer.provider.books())["payments"] == []


async def test_an_unreachable_provider_does_not_touch_a_checkout_that_is_open(
    buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_invoice = await buyer.order_invoice()
    payment = await buyer.pay(order_invoice.invoice_id)
    nowhere = SandboxGateway("http://127.0.0.1:9", "key", "secret")
    monkeypatch.setitem(registry._installed, "sandbox", nowhere)
    again = await buyer.pay(order_invoice.invoice_id)
    assert (again["status"], again["checkout_url"]) == ("pending", payment["checkout_url"])


@pytest.mark.parametrize(
    "outcome",
    [
        PaymentRejectedError(ProviderErrorCode.UNREACHABLE),
        PaymentOutcomeUnknownError(ProviderErrorCode.UNREACHABLE),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_a_late_answer_changes_nothing_of_a_payment_that_went_on(
    buyer: Buyer, session: AsyncSession, outcome: GatewayError
) -> None:
    order_invoice = await buyer.order_invoice()
    payment = await buyer.pay(order_invoice.invoice_id)
    intent = PaymentIntent(
        payment_id=UUID(payment["id"]), provider="sandbox", amount=1, currency="RUB", description=""
    )
    assert (await record_outcome(session, intent, outcome)).status == "pending"


async def test_asking_again_for_a_payment_just_written_down_makes_it_unknown(
    buyer: Buyer, session: AsyncSession
) -> None:
    payment = Payment(
        account_id=buyer.customer.account_id, provider="sandbox", amount=100, currency="RUB"
    )
    await PaymentDAO(session).add(payment)
    asked = await PaymentDAO(session).begin_call(payment)
    assert (asked.status, asked.unresolved_calls) == ("unknown", 2)
