from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.ids import new_id
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceDeleted
from app.events.outbox import publish
from app.features.billing import service
from app.features.billing.errors import SubscriptionUnpaidError
from app.features.billing.service import settlement
from tests.factories.billing import (
    broken_rules,
    drain_feature,
    events_of,
    give,
    make_order_invoice,
    make_subscription,
    principal_of,
    refused,
    state_of,
    subscription_of,
)
from tests.one_transaction import OneTransaction

JANUARY = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 28, 9, 0, tzinfo=UTC)


async def test_the_first_period_begins_when_the_service_runs(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total)
    await settlement.pay_from_balance(
        session, principal_of(account_id).scope(), order_invoice.invoice_id
    )
    assert await state_of(session, order_invoice.subscription_id) == ("pending", None)
    with clock.freeze(JANUARY):
        until = await service.activate_subscription(session, order_invoice.subscription_id)
        again = await service.activate_subscription(session, order_invoice.subscription_id)
    assert until == again == FEBRUARY
    assert await state_of(session, order_invoice.subscription_id) == ("active", FEBRUARY)
    assert (await events_of(session, account_id))[-1] == "subscription.activated"
    assert (await events_of(session, account_id)).count("subscription.activated") == 1
    assert await broken_rules(session) == []


async def test_what_is_not_paid_does_not_begin(session: AsyncSession) -> None:
    _, order_invoice = await make_order_invoice(session)
    with pytest.raises(SubscriptionUnpaidError):
        await service.activate_subscription(session, order_invoice.subscription_id)


async def test_what_ended_does_not_begin(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await service.end_subscription(session, order_invoice.subscription_id, "cancelled")
    assert await service.activate_subscription(session, order_invoice.subscription_id) is None
    assert await events_of(session, account_id) == [
        "invoice.issued",
        "invoice.voided",
        "subscription.ended",
    ]


async def test_an_end_is_the_end(session: AsyncSession) -> None:
    made = await make_subscription(session)
    await service.end_subscription(session, made.id, "deleted")
    await service.end_subscription(session, made.id, "refunded")
    ended = await subscription_of(session, made.id)
    assert (ended.status, ended.end_reason) == ("ended", "deleted")
    assert (await events_of(session, made.account_id)).count("subscription.ended") == 1


async def test_it_follows_its_service(database: OneTransaction, session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total)
    await settlement.pay_from_balance(
        session, principal_of(account_id).scope(), order_invoice.invoice_id
    )
    order_id = (await subscription_of(session, order_invoice.subscription_id)).order_id
    about = {
        "service_id": new_id(),
        "order_id": order_id,
        "subscription_id": order_invoice.subscription_id,
        "hostname": "my-site",
    }
    await publish(session, ServiceCreated(**about), account_id=account_id)
    await session.commit()
    await drain_feature(database, "billing")
    known = await subscription_of(session, order_invoice.subscription_id)
    assert (known.service_id, known.status) == (about["service_id"], "pending")
    await publish(
        session, ServiceActivated(**about, address="http://a.test"), account_id=account_id
    )
    await session.commit()
    await drain_feature(database, "billing")
    assert (await state_of(session, order_invoice.subscription_id))[0] == "active"
    await publish(session, ServiceDeleted(**about), account_id=account_id)
    await session.commit()
    await drain_feature(database, "billing")
    assert (await subscription_of(session, order_invoice.subscription_id)).end_reason == "deleted"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE subscription SET status = 'suspended'", "state_graph"),
        ("UPDATE subscription SET status = 'pending'", "state_graph"),
        ("UPDATE subscription SET status = 'ended'", "ck_subscription_ended"),
        (
            "UPDATE subscription SET paid_through = billed_through + interval '1 s'",
            "ck_subscription_periods",
        ),
        ("UPDATE subscription SET amount = 0", "ck_subscription_amount_positive"),
    ],
)
async def test_states_that_make_no_sense_are_refused(
    session: AsyncSession, statement: str, constraint: str
) -> None:
    await make_subscription(session)
    assert await refused(session, statement) == constraint
