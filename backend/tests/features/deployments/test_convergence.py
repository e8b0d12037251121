"""Services become what is paid now, whatever events say, in whatever order they come."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.events.billing import (
    SubscriptionActivated,
    SubscriptionEnded,
    SubscriptionEvent,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionSuspended,
)
from app.events.orders import OrderEvent, OrderPaid, OrderRefunded
from app.events.outbox import publish
from app.features.billing.models import SubscriptionStatus
from app.features.deployments.dao.invariants import DIVERGENCE
from app.features.deployments.models import OperationKind, Service, ServiceStatus
from app.features.deployments.schemas import Action
from tests.features.deployments.panel import Panel

_EVENTS = [SubscriptionActivated, SubscriptionRenewed, SubscriptionSuspended, SubscriptionResumed]


async def tell(panel: Panel, event: SubscriptionEvent | OrderEvent) -> None:
    """Publish an event and run what follows."""
    async with panel.database.unit_of_work() as session:
        await publish(session, event, account_id=panel.account_id)
    await panel.drain()


async def _status_becomes_old(panel: Panel) -> None:
    async with panel.database.unit_of_work() as session:
        await session.execute(text("UPDATE service SET changed_at = now() - interval '1 hour'"))


async def _diverged(panel: Panel) -> set[str]:
    return {name for name, _ in await panel.broken()} & DIVERGENCE.keys()


def _about(made: Service) -> dict[str, object]:
    return {"subscription_id": made.subscription_id, "order_id": made.order_id}


async def test_a_paid_order_is_deployed_and_a_refunded_one_removed(panel: Panel) -> None:
    order = panel.book.place(panel.account_id)
    fields = {
        "order_id": order.id,
        "number": "O-1",
        "invoice_id": order.invoice_id,
        "subscription_id": order.subscription_id,
    }
    await tell(panel, OrderPaid(**fields))
    await tell(panel, OrderPaid(**fields))
    assert (await panel.service(order)).status is ServiceStatus.ACTIVE

    order.status = "refunded"
    await tell(panel, OrderRefunded(**fields, reason="asked"))
    await tell(panel, OrderRefunded(**fields, reason="asked"))
    await tell(panel, OrderPaid(**fields))
    assert (await panel.service(order)).status is ServiceStatus.DELETED
    assert await panel.dead_jobs() == 0


@pytest.mark.parametrize("event", _EVENTS)
@pytest.mark.parametrize(
    ("billing", "status"),
    [
        (SubscriptionStatus.ACTIVE, ServiceStatus.ACTIVE),
        (SubscriptionStatus.PAST_DUE, ServiceStatus.ACTIVE),
        (SubscriptionStatus.SUSPENDED, ServiceStatus.SUSPENDED),
        (SubscriptionStatus.TERMINATED, ServiceStatus.DELETED),
    ],
)
async def test_any_event_of_a_subscription_leads_to_what_it_is(
    panel: Panel,
    event: type[SubscriptionEvent],
    billing: SubscriptionStatus,
    status: ServiceStatus,
) -> None:
    made = await panel.deployed()
    order = panel.book.of_subscription(made.subscription_id)
    order.subscription, order.paid_through = billing, clock.now() + timedelta(days=3)

    await tell(panel, event(**_about(made), paid_through=clock.now() - timedelta(days=60)))

    made = await panel.service(made)
    assert (made.status, made.paid_through) == (status, order.paid_through)
    assert len(panel.runtime.running) == (status is ServiceStatus.ACTIVE)


async def test_a_late_suspension_leaves_a_service_paid_again_running(panel: Panel) -> None:
    made = await panel.deployed()
    await tell(panel, SubscriptionResumed(**_about(made)))
    await tell(panel, SubscriptionSuspended(**_about(made)))

    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert len(panel.runtime.running) == 1


async def test_a_late_resumption_leaves_an_unpaid_service_suspended(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    await tell(panel, SubscriptionResumed(**_about(made)))

    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert panel.runtime.running == []


async def test_events_about_what_was_never_deployed_change_nothing(panel: Panel) -> None:
    about = {"subscription_id": new_id(), "order_id": new_id()}
    for kind in _EVENTS:
        await tell(panel, kind(**about))
    await tell(panel, SubscriptionEnded(**about, reason="cancelled"))
    fields = {"number": "O-1", "invoice_id": new_id()}
    await tell(panel, OrderRefunded(**about, **fields, reason="asked"))

    assert await panel.dead_jobs() == 0
    assert await panel.events() == []


async def test_what_no_event_said_is_seen_and_repaired(panel: Panel) -> None:
    names = ("unpaid", "paid", "ended", "held")
    unpaid, paid, ended, held = [await panel.deployed(name) for name in names]
    await panel.bill(paid, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    await _status_becomes_old(panel)
    for one, status in (
        (unpaid, SubscriptionStatus.SUSPENDED),
        (paid, SubscriptionStatus.ACTIVE),
        (ended, SubscriptionStatus.ENDED),
    ):
        await panel.write_subscription(one, status)
    async with panel.database.unit_of_work() as session:
        row = await session.get_one(Service, held.id)
        row.held_at, row.hold_reason = clock.now(), "Mass mailings"
    assert await _diverged(panel) == DIVERGENCE.keys()

    await run_tick(panel.database, "deployments.converge")
    await panel.drain()

    assert (await panel.service(unpaid)).status is ServiceStatus.SUSPENDED
    assert (await panel.service(paid)).status is ServiceStatus.ACTIVE
    assert (await panel.service(ended)).status is ServiceStatus.DELETED
    assert (await panel.service(held)).status is ServiceStatus.SUSPENDED
    await _status_becomes_old(panel)
    assert await _diverged(panel) == set()


async def test_a_suspension_that_fails_is_tried_again_by_the_tick_and_not_at_once(
    panel: Panel,
) -> None:
    made = await panel.deployed()
    panel.runtime.fail("stop", 5)
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    kinds = [operation.kind for operation in await panel.operations(made)]
    assert kinds == [OperationKind.CREATE, OperationKind.SUSPEND]

    await _status_becomes_old(panel)
    await panel.write_subscription(made, SubscriptionStatus.SUSPENDED)
    panel.runtime.fail("stop", 5)
    for _ in range(3):
        await run_tick(panel.database, "deployments.converge")
        await panel.drain()
        await _status_becomes_old(panel)
    assert len(await panel.operations(made)) == 3
    with clock.freeze(clock.now() + timedelta(hours=1)):
        await run_tick(panel.database, "deployments.converge")
        await panel.drain()
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED


async def test_one_diverged_service_that_cannot_be_read_stops_no_other(panel: Panel) -> None:
    broken, other = await panel.deployed("broken"), await panel.deployed("other")
    await _status_becomes_old(panel)
    for one in (broken, other):
        await panel.write_subscription(one, SubscriptionStatus.SUSPENDED)
    del panel.book.orders[broken.order_id]

    await run_tick(panel.database, "deployments.converge")
    await panel.drain()

    assert (await panel.service(other)).status is ServiceStatus.SUSPENDED


async def test_a_stopped_service_that_is_unpaid_stays_stopped_after_it_is_paid(
    panel: Panel,
) -> None:
    made = await panel.deployed()
    await panel.act(made, Action.STOP)
    for status in (SubscriptionStatus.SUSPENDED, SubscriptionStatus.ACTIVE):
        await panel.bill(made, status)
        await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.STOPPED
