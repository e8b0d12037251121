"""What a customer sees of a service from its order to its end."""

from app.features.billing.models import SubscriptionStatus
from app.features.deployments import service
from app.features.deployments.models import OperationState, ServiceStatus
from app.features.deployments.schemas import Action
from tests.features.deployments.panel import Panel


async def test_a_paid_order_becomes_one_running_service(panel: Panel) -> None:
    made = await panel.deployed()

    assert made.status is ServiceStatus.ACTIVE
    assert made.address == "http://127.0.0.1:21000"
    assert panel.runtime.running == [f"hw-{made.id}"]
    assert await panel.events() == ["service.created", "service.activated"]
    [operation] = await panel.operations(made)
    answer = await panel.read(operation.id)
    assert answer["state"] == "succeeded"
    assert answer["progress"] == 100
    assert [step["name"] for step in answer["steps"]] == [
        "place",
        "prepare",
        "create",
        "start",
        "health",
        "activate",
    ]
    assert {step["state"] for step in answer["steps"]} == {"done"}
    assert await panel.broken() == []


async def test_the_same_order_twice_is_one_service(panel: Panel) -> None:
    order = await panel.ordered()
    async with panel.database.unit_of_work() as session:
        await service.create_for_order(session, order.id)
    await panel.drain()

    assert len(panel.runtime.instances) == 1
    assert len(await panel.operations(await panel.service(order))) == 1


async def test_stop_start_restart_suspend_resume_delete(panel: Panel) -> None:
    made = await panel.deployed()

    await panel.act(made, Action.STOP)
    assert (await panel.service(made)).status is ServiceStatus.STOPPED
    assert panel.runtime.running == []
    await panel.act(made, Action.START)
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    await panel.act(made, Action.RESTART)
    assert panel.runtime.calls["restart"] == 1
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    assert (await panel.service(made)).status is ServiceStatus.SUSPENDED
    assert panel.runtime.running == []
    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await panel.drain()
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert len(panel.runtime.running) == 1
    await panel.act(made, Action.DELETE)

    gone = await panel.service(made)
    assert gone.status is ServiceStatus.DELETED
    assert panel.runtime.instances == {}
    assert await panel.allocations() == []
    assert await panel.events() == [
        "service.created",
        "service.activated",
        "service.stopped",
        "service.started",
        "service.suspended",
        "service.resumed",
        "service.deleted",
    ]
    states = {operation.state for operation in await panel.operations(made)}
    assert states == {OperationState.SUCCEEDED}
    assert await panel.broken() == []
