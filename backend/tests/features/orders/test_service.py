import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.dao.invariant import offenders
from app.features.billing import service as billing
from app.features.billing.service import settlement
from app.features.orders import service
from app.features.orders.errors import OrderNotCancellableError, OrderNotRefundableError
from app.manifest import invariants
from tests.factories.accounts import Customer
from tests.factories.billing import (
    balance,
    broken_rules,
    drain_feature,
    events_of,
    give,
    principal_of,
    refused,
    subscription_of,
)
from tests.factories.orders import (
    order_row,
    place,
    place_paid,
    tell_failure,
    tell_success,
)
from tests.one_transaction import OneTransaction


async def _true_of_all(session: AsyncSession) -> None:
    assert await broken_rules(session) == []
    rules = invariants("orders")
    assert [rule.name for rule in rules if await offenders(session, rule)] == []


async def test_an_order_waits_for_its_money(session: AsyncSession, customer: Customer) -> None:
    order = await place(session, customer, plan="pro")
    assert (order.status, order.total.amount) == ("awaiting_payment", 89_000)
    assert re.fullmatch(r"HW-O-\d{6}", order.number)
    assert (order.plan_name, order.image_name, order.period) == ("Pro", "Static site", "month")
    snapshot = await service.snapshot(session, order.id)
    assert snapshot.offer.amount == 79_000
    assert (snapshot.invoice_id, snapshot.hostname) == (order.invoice_id, "my-site")
    assert await events_of(session, customer.account_id) == ["invoice.issued", "order.placed"]
    await _true_of_all(session)


async def test_paid_is_told_once(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    assert (await order_row(session, order.id)).status == "paid"
    await service.mark_paid(session, order.id)
    assert (await events_of(session, customer.account_id)).count("order.paid") == 1
    await _true_of_all(session)


async def test_a_renewal_is_no_orders_business(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    snapshot = await service.snapshot(session, order.id)
    await billing.activate_subscription(session, snapshot.subscription_id)
    await give(session, customer.account_id, 19_000)
    await session.commit()
    with clock.freeze(clock.now() + timedelta(days=40)):
        await billing.invoice_due_periods(session)
        await billing.collect_due_invoices(session)
        await session.commit()
        await drain_feature(database, "orders")
    assert (await events_of(session, customer.account_id)).count("order.paid") == 1


async def test_what_was_ordered_runs(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    service_id = await tell_success(database, session, order.id)
    row = await order_row(session, order.id)
    assert (row.status, row.service_id) == ("fulfilled", service_id)
    assert (await events_of(session, customer.account_id))[-1] == "order.fulfilled"
    await service.fulfil(session, order.id, service_id)
    await service.record_failure(session, order.id, "too_late")
    assert (await order_row(session, order.id)).failure is None
    with pytest.raises(OrderNotRefundableError):
        await service.refund_order(session, order.id, "why")


async def test_a_failure_is_shown_until_it_runs_after_all(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    await tell_failure(database, session, order.id)
    row = await order_row(session, order.id)
    assert (row.status, row.failure) == ("paid", {"code": "image_missing", "params": {}})
    await tell_success(database, session, order.id)
    row = await order_row(session, order.id)
    assert (row.status, row.failure, row.failed_at) == ("fulfilled", None, None)


async def test_the_customer_gets_the_money_back_for_a_failure_only(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    principal = principal_of(customer.account_id, customer.user.id)
    with pytest.raises(OrderNotRefundableError):
        await service.refund_failed_order(session, principal, order.id)
    await tell_failure(database, session, order.id)
    for _ in range(2):
        refunded = await service.refund_failed_order(session, principal, order.id)
        assert refunded.status == "refunded"
    assert (await balance(session, customer.account_id)).amount == order.total.amount
    snapshot = await service.snapshot(session, order.id)
    ended = await subscription_of(session, snapshot.subscription_id)
    assert (ended.status, ended.end_reason) == ("ended", "refunded")
    assert (await events_of(session, customer.account_id))[-3:] == [
        "credit_note.issued",
        "subscription.ended",
        "order.refunded",
    ]
    await _true_of_all(session)


async def test_a_service_that_runs_after_the_refund_changes_nothing(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    await service.refund_order(session, order.id, "refunded_by_staff")
    await session.commit()
    await tell_success(database, session, order.id)
    assert (await order_row(session, order.id)).status == "refunded"


async def test_unpaid_orders_are_withdrawn(session: AsyncSession, customer: Customer) -> None:
    order = await place(session, customer)
    assert order.invoice_id is not None
    principal = principal_of(customer.account_id)
    for _ in range(2):
        cancelled = await service.cancel_order(session, principal, order.id)
        assert cancelled.status == "cancelled"
    assert (await billing.invoice_state(session, order.invoice_id)).status == "void"
    assert (await events_of(session, customer.account_id)).count("order.cancelled") == 1
    with pytest.raises(OrderNotRefundableError):
        await service.refund_failed_order(session, principal, order.id)
    await _true_of_all(session)


async def test_a_paid_order_is_not_withdrawn(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    with pytest.raises(OrderNotCancellableError):
        await service.cancel_order(session, principal_of(customer.account_id), order.id)


async def test_an_order_whose_money_just_came_is_not_withdrawn(
    session: AsyncSession, customer: Customer
) -> None:
    """The invoice is paid, and the order has not heard of it yet."""
    order = await place(session, customer)
    assert order.invoice_id is not None
    principal = principal_of(customer.account_id)
    await give(session, customer.account_id, order.total.amount)
    await settlement.pay_from_balance(session, principal.scope(), order.invoice_id)
    with pytest.raises(OrderNotCancellableError):
        await service.cancel_order(session, principal, order.id)
    await service.expire(session, order.id)
    assert (await order_row(session, order.id)).status == "awaiting_payment"


async def test_somebody_elses_order_is_not_there(session: AsyncSession, customer: Customer) -> None:
    order = await place(session, customer)
    stranger = principal_of(new_id())
    with pytest.raises(NotFoundError):
        await service.cancel_order(session, stranger, order.id)
    with pytest.raises(NotFoundError):
        await service.refund_failed_order(session, stranger, order.id)


async def test_nobody_pays_for_a_week(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place(session, customer)
    for days, status in ((6, "awaiting_payment"), (8, "expired"), (9, "expired")):
        with clock.freeze(clock.now() + timedelta(days=days)):
            await run_tick(database, "orders.schedule_expiry")
            await drain_feature(database, "orders")
        assert (await order_row(session, order.id)).status == status
    events = await events_of(session, customer.account_id)
    assert (events.count("order.expired"), events.count("order.cancelled")) == (1, 0)
    await _true_of_all(session)


async def test_a_failure_nobody_mended_in_a_day_is_paid_back(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    failed = await place_paid(database, session, customer)
    mended = await place_paid(database, session, customer)
    for order in (failed, mended):
        await tell_failure(database, session, order.id)
    for hours, status in ((23, "paid"), (25, "refunded"), (26, "refunded")):
        with clock.freeze(clock.now() + timedelta(hours=hours)):
            await run_tick(database, "orders.schedule_refunds")
            if status == "paid":
                await tell_success(database, session, mended.id)
            await drain_feature(database, "orders")
        assert (await order_row(session, failed.id)).status == status
    assert (await order_row(session, mended.id)).status == "fulfilled"
    reason = "SELECT payload ->> 'reason' FROM event WHERE type = 'order.refunded'"
    assert list(await session.scalars(text(reason))) == ["not_delivered_in_time"]


async def test_an_order_that_is_being_made_again_is_not_refunded(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    await tell_failure(database, session, order.id)
    with clock.freeze(clock.now() + timedelta(hours=25)):
        await run_tick(database, "orders.schedule_refunds")
        await service.begin_retry(session, order.id)
        await drain_feature(database, "orders")
        with pytest.raises(OrderNotRefundableError):
            await service.refund_failed_order(session, principal_of(customer.account_id), order.id)
    assert (await order_row(session, order.id)).status == "paid"

    await service.record_failure(session, order.id, "no_capacity")
    with clock.freeze(clock.now() + timedelta(hours=23)):
        await run_tick(database, "orders.schedule_refunds")
        await drain_feature(database, "orders")
        assert (await order_row(session, order.id)).status == "paid"
    with clock.freeze(clock.now() + timedelta(hours=51)):
        await run_tick(database, "orders.schedule_refunds")
        await drain_feature(database, "orders")
    assert (await order_row(session, order.id)).status == "refunded"


async def test_an_order_that_runs_by_now_is_not_paid_back(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    order = await place_paid(database, session, customer)
    await tell_success(database, session, order.id)
    await service.refund_undelivered(session, order.id)
    assert (await order_row(session, order.id)).status == "fulfilled"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE \"order\" SET status = 'fulfilled'", "state_graph"),
        ("UPDATE \"order\" SET status = 'placed'", "state_graph"),
        ('UPDATE "order" SET total = 0', "ck_order_total_positive"),
        ('UPDATE "order" SET invoice_id = NULL', "ck_order_billed"),
        ('UPDATE "order" SET failed_at = now()', "ck_order_failure"),
    ],
)
async def test_orders_that_make_no_sense_are_refused(
    session: AsyncSession, customer: Customer, statement: str, constraint: str
) -> None:
    await place(session, customer)
    assert await refused(session, statement) == constraint
