"""What money decides while something else is going on."""

from app.features.billing.models import SubscriptionStatus
from app.features.deployments import service
from app.features.deployments.models import OperationKind, OperationState, ServiceStatus
from app.features.deployments.schemas import Action, ServicePatch
from tests.features.deployments.panel import Panel


async def test_an_unpaid_order_gets_nothing(panel: Panel) -> None:
    for status in ("awaiting_payment", "refunded", "cancelled"):
        order = panel.book.place(panel.account_id, status=status)
        async with panel.database.unit_of_work() as session:
            await service.create_for_order(session, order.id)
    await panel.drain()

    assert panel.runtime.instances == {}
    assert await panel.events() == []


async def test_money_that_goes_back_before_the_deploy_stops_it(panel: Panel) -> None:
    order = await panel.ordered()
    order.status = "refunded"
    await panel.drain()

    made = await panel.service(order)
    [create, _] = await panel.operations(made)
    assert (made.status, create.error_code) == (ServiceStatus.DELETED, "order_not_paid")
    assert panel.runtime.instances == {}


async def test_a_refund_during_the_deploy_cancels_it(panel: Panel) -> None:
    order = await panel.ordered()
    while not panel.runtime.instances:
        await panel.advance(1)
    await panel.refund(order)
    await panel.drain()

    made = await panel.service(order)
    assert made.status is ServiceStatus.DELETED
    states = [operation.state for operation in await panel.operations(made)]
    assert states == [OperationState.CANCELLED, OperationState.SUCCEEDED]
    assert panel.runtime.instances == {}
    assert await panel.allocations() == []
    assert await panel.broken() == []


async def test_a_failed_service_is_deleted_when_its_money_goes_back(panel: Panel) -> None:
    panel.runtime.fail("create", 5)
    made = await panel.deployed()
    await panel.refund(made)
    await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.DELETED


async def test_a_suspension_waits_for_the_operation_that_runs(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.begin(made, OperationKind.RESTART)
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    assert len(await panel.operations(made)) == 2
    await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert panel.runtime.running == []
    assert await panel.broken() == []


async def test_paying_before_the_suspension_was_done_leaves_the_service_running(
    panel: Panel,
) -> None:
    made = await panel.deployed()
    await panel.begin(made, OperationKind.RESTART)
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert len(panel.runtime.running) == 1


async def test_a_deletion_is_never_overruled(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.begin(made, OperationKind.RESTART)
    await panel.bill(made, SubscriptionStatus.ENDED)
    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await panel.drain()
    await panel.bill(made, SubscriptionStatus.ENDED)
    await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.DELETED
    assert await panel.events() == ["service.created", "service.activated", "service.deleted"]


async def test_a_desired_state_that_is_reached_begins_nothing(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()

    kinds = [operation.kind for operation in await panel.operations(made)]
    assert kinds == [OperationKind.CREATE, OperationKind.SUSPEND]


async def test_a_renamed_service_uses_its_name_from_the_next_start_on(panel: Panel) -> None:
    made = await panel.deployed()
    async with panel.database.unit_of_work() as session:
        answer = await service.rename(
            session, panel.principal, made.id, ServicePatch(hostname="atelier")
        )
    assert answer.hostname == "atelier"
    await panel.act(made, Action.RESTART)

    assert panel.runtime.instances[f"hw-{made.id}"].spec.hostname == "atelier"
    assert len(panel.runtime.running) == 1
