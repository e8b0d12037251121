"""A service that staff hold stays down, whatever is paid, told twice or told late."""

from uuid import UUID

import pytest
from sqlalchemy import text

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.celery.schedule import run_tick
from app.core.ids import new_id
from app.events.billing import (
    SubscriptionActivated,
    SubscriptionEvent,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionSuspended,
)
from app.events.outbox import publish
from app.features.billing.models import SubscriptionStatus
from app.features.deployments import service
from app.features.deployments.dao.invariants import DIVERGENCE
from app.features.deployments.errors import (
    ActionNotAllowedError,
    NotRetryableError,
    ServiceHeldError,
)
from app.features.deployments.models import OperationKind, Service, ServiceStatus
from app.features.deployments.schemas import Action, AdminServiceRead, CancelRequest, SuspendRequest
from tests.features.deployments.panel import Panel

_WHY = "Mass mailings from this address"
_EVENTS = (SubscriptionActivated, SubscriptionRenewed, SubscriptionSuspended, SubscriptionResumed)


def _staff() -> Principal:
    return Principal(new_id(), new_id(), None, frozenset(), frozenset(Permission))


async def hold(panel: Panel, one: Service, *, drained: bool = True) -> AdminServiceRead:
    """Suspend a service as staff do."""
    async with panel.database.unit_of_work() as session:
        request = SuspendRequest(reason=_WHY)
        held = await service.suspend_by_staff(session, _staff(), one.id, request)
    if drained:
        await panel.drain()
    return held


async def release(panel: Panel, one: Service) -> AdminServiceRead:
    """End the hold as staff do."""
    async with panel.database.unit_of_work() as session:
        released = await service.resume_by_staff(session, _staff(), one.id)
    await panel.drain()
    return released


async def _tell(panel: Panel, one: Service, kind: type[SubscriptionEvent]) -> None:
    about = {"subscription_id": one.subscription_id, "order_id": one.order_id}
    async with panel.database.unit_of_work() as session:
        await publish(session, kind(**about), account_id=panel.account_id)
    await panel.drain()


async def _told(panel: Panel, kind: str, word: str) -> list[str | None]:
    """Return what every event of a kind says under a word, oldest first."""
    statement = text("SELECT payload ->> :word FROM event WHERE type = :kind ORDER BY id")
    async with panel.database.unit_of_work() as session:
        return list(await session.scalars(statement, {"kind": kind, "word": word}))


async def _becomes_old(panel: Panel) -> None:
    async with panel.database.unit_of_work() as session:
        await session.execute(text("UPDATE service SET changed_at = now() - interval '1 hour'"))


async def _diverged(panel: Panel) -> set[str]:
    await _becomes_old(panel)
    return {name for name, _ in await panel.broken()} & DIVERGENCE.keys()


async def test_a_held_service_stops_and_says_why(panel: Panel) -> None:
    made = await panel.deployed()
    held = await hold(panel, made)

    assert held.hold is not None
    assert held.hold.reason == _WHY
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert panel.runtime.running == []
    assert await _told(panel, "service.held", "reason") == [_WHY]
    assert await _told(panel, "service.suspended", "held") == ["true"]


@pytest.mark.parametrize("event", _EVENTS)
async def test_no_event_of_billing_ends_a_hold(
    panel: Panel, event: type[SubscriptionEvent]
) -> None:
    made = await panel.deployed()
    await hold(panel, made)
    await panel.write_subscription(made, SubscriptionStatus.ACTIVE)
    for _ in range(2):
        await _tell(panel, made, event)
    await run_tick(panel.database, "deployments.converge")
    await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert panel.runtime.running == []
    assert await _diverged(panel) == set()


async def test_a_payment_that_was_being_served_runs_nothing_that_was_held_meanwhile(
    panel: Panel,
) -> None:
    made = await panel.deployed()
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await hold(panel, made)

    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert panel.runtime.running == []


async def test_an_end_of_the_hold_runs_what_is_paid(panel: Panel) -> None:
    made = await panel.deployed()
    await hold(panel, made)
    released = await release(panel, made)

    assert released.hold is None
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert await _told(panel, "service.released", "unpaid") == ["false"]
    assert await _told(panel, "service.resumed", "released") == ["true"]


async def test_an_end_of_the_hold_leaves_what_is_unpaid_suspended(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    await hold(panel, made)
    await release(panel, made)
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert await _told(panel, "service.released", "unpaid") == ["true"]

    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await panel.drain()
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert await _told(panel, "service.resumed", "released") == ["false"]


async def test_what_was_stopped_before_is_stopped_afterwards(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.act(made, Action.STOP)
    await hold(panel, made)
    await release(panel, made)
    assert (await panel.service(made)).status is ServiceStatus.STOPPED


async def test_a_hold_waits_for_what_runs_and_an_end_for_the_hold(panel: Panel) -> None:
    made = await panel.deployed()
    async with panel.database.unit_of_work() as session:
        await panel.begin_action(session, made, Action.RESTART)
    held = await hold(panel, made)
    assert held.allowed_actions == [Action.RESUME]
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    await release(panel, made)
    await hold(panel, made, drained=False)
    released = await release(panel, made)
    assert released.allowed_actions == [Action.SUSPEND]
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    kinds = [one.kind for one in await panel.operations(made)]
    assert kinds == [
        *(OperationKind.CREATE, OperationKind.RESTART),
        *(OperationKind.SUSPEND, OperationKind.RESUME) * 2,
    ]
    assert await _told(panel, "service.released", "unpaid") == ["false", "false"]


async def _hold_that_fails(panel: Panel) -> Service:
    """Hold a service whose node does not stop it."""
    made = await panel.deployed()
    panel.runtime.fail("stop", 50)
    await hold(panel, made)
    made = await panel.service(made)
    assert (made.status, made.held) == (ServiceStatus.ACTIVE, True)
    return made


@pytest.mark.parametrize("action", [Action.STOP, Action.RESTART, Action.RENAME])
async def test_nobody_runs_what_is_held(panel: Panel, action: Action) -> None:
    made = await _hold_that_fails(panel)
    with pytest.raises(ServiceHeldError) as refused:
        await panel.act(made, action)
    assert refused.value.params == {"reason": _WHY}


async def test_a_hold_that_failed_is_tried_again(panel: Panel) -> None:
    made = await _hold_that_fails(panel)
    await panel.write_subscription(made, SubscriptionStatus.ACTIVE)
    assert await _diverged(panel) == {"services.held_ones_do_not_run"}
    panel.runtime.before["stop"].clear()
    await _becomes_old(panel)
    await run_tick(panel.database, "deployments.reconcile")
    await panel.drain()
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert await _diverged(panel) == set()


async def test_a_failed_suspension_may_be_run_again_and_a_failed_start_may_not(
    panel: Panel,
) -> None:
    made = await _hold_that_fails(panel)
    panel.runtime.before["stop"].clear()
    await panel.retry((await panel.operations(made))[-1].id)
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED

    other = await panel.deployed("other")
    await panel.act(other, Action.STOP)
    panel.runtime.fail("start", 50)
    failed = await panel.act(other, Action.START)
    await _hold_without_convergence(panel, other.id)
    assert (await panel.read(failed.id))["retryable"] is False
    with pytest.raises(ServiceHeldError):
        await panel.retry(failed.id)


async def _hold_without_convergence(panel: Panel, service_id: UUID) -> None:
    held = "UPDATE service SET held_at = now(), hold_reason = 'spam' WHERE id = :id"
    async with panel.database.unit_of_work() as session:
        await session.execute(text(held), {"id": service_id})


async def test_only_what_is_there_is_held_and_only_what_is_held_released(panel: Panel) -> None:
    made = await panel.deployed()
    with pytest.raises(ActionNotAllowedError):
        await release(panel, made)
    await hold(panel, made)
    with pytest.raises(ActionNotAllowedError):
        await hold(panel, made)
    await panel.act(made, Action.DELETE)
    assert (await panel.service(made)).status is ServiceStatus.DELETED
    with pytest.raises(ActionNotAllowedError):
        await release(panel, made)
    with pytest.raises(NotRetryableError):
        await panel.retry((await panel.operations(made))[-1].id)


@pytest.mark.parametrize("held", [True, False])
async def test_a_cancelled_service_is_deleted_held_or_not(panel: Panel, *, held: bool) -> None:
    made = await panel.deployed()
    await panel.write_subscription(made, SubscriptionStatus.ACTIVE)
    if held:
        await hold(panel, made)
    request = CancelRequest(reason=_WHY, at_period_end=False)
    async with panel.database.unit_of_work() as session:
        cancelled = await service.cancel_by_staff(session, _staff(), made.id, request)
    panel.book.of_subscription(made.subscription_id).subscription = SubscriptionStatus.ENDED
    await panel.drain()

    assert cancelled.cancellation is not None
    assert cancelled.cancellation.reason == _WHY
    assert (await panel.service(made)).status is ServiceStatus.DELETED
    assert await _told(panel, "service.cancelled", "ends_at") == [None]


async def test_a_service_cancelled_for_the_end_of_its_period_runs_until_then(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.write_subscription(made, SubscriptionStatus.ACTIVE)
    request = CancelRequest(reason=_WHY, at_period_end=True)
    async with panel.database.unit_of_work() as session:
        cancelled = await service.cancel_by_staff(session, _staff(), made.id, request)
    await panel.drain()

    assert cancelled.cancellation is not None
    [ends_at] = await _told(panel, "service.cancelled", "ends_at")
    assert ends_at is not None
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert await _told(panel, "subscription.cancelled", "order_id") == [str(made.order_id)]
