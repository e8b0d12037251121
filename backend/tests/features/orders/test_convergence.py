"""Orders and subscriptions follow what is, whatever order events come in and however often."""

from itertools import permutations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.dao.invariant import offenders
from app.events.billing import InvoicePaid
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceDeleted
from app.features.billing import handlers as billing_handlers
from app.features.billing import service as billing
from app.features.billing.models import SubscriptionStatus
from app.features.billing.schemas import Entitlement, SubscriptionState
from app.features.orders import handlers, service
from app.features.orders.models import OrderStatus
from app.manifest import invariants
from tests.factories.accounts import Customer
from tests.factories.billing import events_of, subscription_of
from tests.factories.orders import order_row, place, place_paid, tell_success
from tests.one_transaction import OneTransaction


async def _broken(session: AsyncSession) -> list[str]:
    return [rule.name for rule in invariants("orders") if await offenders(session, rule)]


async def test_an_order_is_not_paid_because_an_event_says_so(
    session: AsyncSession, customer: Customer
) -> None:
    """The event of an invoice that was voided since, or never paid, moves nothing."""
    order = await place(session, customer)
    assert order.invoice_id is not None
    event = InvoicePaid(
        invoice_id=order.invoice_id,
        number="HW-1",
        total=1,
        currency="RUB",
        due_at=clock.now(),
        order_id=order.id,
    )
    await handlers.mark_paid(session, event)
    assert (await order_row(session, order.id)).status == "awaiting_payment"


@pytest.mark.parametrize("order_of", list(permutations(range(3))))
async def test_a_service_ends_up_linked_whatever_order_its_events_come_in(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    order_of: tuple[int, ...],
) -> None:
    """A service, its deletion, and a second one: each twice, in every order."""
    order = await place_paid(database, session, customer)
    snapshot = await service.snapshot(session, order.id)
    about = {
        "order_id": order.id,
        "subscription_id": snapshot.subscription_id,
        "hostname": snapshot.hostname,
    }
    first, second = new_id(), new_id()
    events = (
        ServiceCreated(service_id=first, **about),
        ServiceDeleted(service_id=first, **about),
        ServiceCreated(service_id=second, **about),
    )
    for index in (*order_of, *order_of):
        event = events[index]
        if isinstance(event, ServiceCreated):
            await handlers.link_service(session, event)
            await billing_handlers.link_service(session, event)
    assert (await order_row(session, order.id)).service_id == second
    await billing_handlers.end_subscription(session, events[1])
    subscription = await subscription_of(session, snapshot.subscription_id)
    assert (subscription.service_id, subscription.status) == (second, "pending")


async def test_what_is_deleted_before_it_is_heard_of_ends(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    """Deletion overtakes creation and activation: nothing begins afterwards."""
    order = await place_paid(database, session, customer)
    snapshot = await service.snapshot(session, order.id)
    about = {
        "service_id": new_id(),
        "order_id": order.id,
        "subscription_id": snapshot.subscription_id,
        "hostname": snapshot.hostname,
    }
    for _ in range(2):
        await billing_handlers.end_subscription(session, ServiceDeleted(**about))
        activated = ServiceActivated(**about, address="http://a.test")
        await billing_handlers.activate_subscription(session, activated)
        await billing_handlers.link_service(session, ServiceCreated(**about))
    state = await billing.subscription_state(session, snapshot.subscription_id)
    assert (state.status, state.end_reason, state.entitlement) == (
        "ended",
        "deleted",
        Entitlement.END,
    )


@pytest.mark.parametrize(
    ("status", "entitlement"),
    [
        ("active", Entitlement.RUN),
        ("past_due", Entitlement.RUN),
        ("suspended", Entitlement.SUSPEND),
        ("terminated", Entitlement.END),
    ],
)
def test_what_a_subscription_asks_of_its_service(status: str, entitlement: Entitlement) -> None:
    state = SubscriptionState(
        id=new_id(),
        account_id=new_id(),
        order_id=new_id(),
        service_id=None,
        status=SubscriptionStatus(status),
        paid_through=None,
        ended_at=None,
        end_reason=None,
    )
    assert state.entitlement is entitlement


async def test_what_runs_unbilled_is_found_told_once_and_billed_when_it_can_be(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> None:
    """The account's zone was one that the database does not know."""
    order = await place_paid(database, session, customer)
    snapshot = await service.snapshot(session, order.id)
    zone = text("UPDATE account SET time_zone = :zone WHERE id = :id")
    await session.execute(zone, {"zone": "localtime", "id": customer.account_id})
    await tell_success(database, session, order.id)
    assert (await order_row(session, order.id)).status == OrderStatus.FULFILLED
    assert "orders.what_is_delivered_is_billed" not in await _broken(session)
    later = text("UPDATE \"order\" SET finished_at = now() - interval '11 minutes'")
    await session.execute(later)
    assert "orders.what_is_delivered_is_billed" in await _broken(session)
    await session.commit()
    for _ in range(2):
        await run_tick(database, "orders.activate_delivered")
    told = text("SELECT payload ->> 'error' FROM event WHERE type = :type AND account_id IS NULL")
    (error,) = await session.scalars(told, {"type": "subscription.activation_failed"})
    assert "localtime" in error
    await session.execute(zone, {"zone": "Europe/Moscow", "id": customer.account_id})
    await session.commit()
    await run_tick(database, "orders.activate_delivered")
    subscription = await subscription_of(session, snapshot.subscription_id)
    assert (subscription.status, subscription.billing_error) == ("active", None)
    assert "subscription.activated" in await events_of(session, customer.account_id)
    assert await _broken(session) == []
