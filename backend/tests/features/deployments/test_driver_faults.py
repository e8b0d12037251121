"""Nodes that fail, lie and lose answers: what the engine makes of it."""

from datetime import timedelta

import pytest

from app.core import clock
from app.features.deployments import service
from app.features.deployments.models import OperationState, ServiceStatus
from app.features.deployments.providers.base import (
    CapacityError,
    DriverError,
    ImageMissingError,
    NodeUnreachableError,
    PortTakenError,
)
from app.features.deployments.schemas import Action
from app.features.deployments.workflow import engine
from app.features.deployments.workflow.run import Run
from app.features.nodes import service as nodes
from tests.factories.nodes import make_node
from tests.features.deployments.panel import Panel

CALLS = ["prepare", "create", "start", "inspect"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("times", [1, 4])
async def test_a_call_that_fails_some_times_is_tried_again(
    panel: Panel, call: str, times: int
) -> None:
    panel.runtime.fail(call, times)

    made = await panel.deployed()

    assert made.status is ServiceStatus.ACTIVE
    assert panel.runtime.calls[call] == times + 1
    assert len(panel.runtime.running) == 1
    [operation] = await panel.operations(made)
    answer = await panel.read(operation.id)
    assert sum("driver_failed" in line["message"] for line in answer["log"]) == times


@pytest.mark.parametrize("call", CALLS)
async def test_an_answer_that_is_lost_changes_nothing(panel: Panel, call: str) -> None:
    panel.runtime.lose_answer(call)

    made = await panel.deployed()

    assert made.status is ServiceStatus.ACTIVE
    assert panel.runtime.made == {f"hw-{made.id}": 1}
    assert len(panel.runtime.running) == 1


@pytest.mark.parametrize("call", CALLS)
async def test_failing_for_good_leaves_nothing_and_says_why(panel: Panel, call: str) -> None:
    panel.runtime.fail(call, 5)

    made = await panel.deployed()

    assert made.status is ServiceStatus.FAILED
    assert made.failure_code == "driver_failed"
    assert panel.runtime.instances == {}
    assert await panel.allocations() == []
    assert made.address is None
    assert await panel.events() == ["service.created", "service.failed"]
    [operation] = await panel.operations(made)
    answer = await panel.read(operation.id)
    assert answer["state"] == "failed"
    assert answer["retryable"] is True
    assert answer["error"] == {"code": "driver_failed", "params": {}}
    assert [s["name"] for s in answer["steps"] if s["undo"]] == ["remove", "release"]
    assert await panel.broken() == []


@pytest.mark.parametrize("call", CALLS)
async def test_the_retry_button_deploys_what_failed(panel: Panel, call: str) -> None:
    panel.runtime.fail(call, 5)
    made = await panel.deployed()
    [operation] = await panel.operations(made)

    await panel.retry(operation.id)

    again = await panel.service(made)
    assert again.status is ServiceStatus.ACTIVE
    assert again.failure_code is None
    assert panel.runtime.running == [f"hw-{made.id}"]
    [operation] = await panel.operations(made)
    assert operation.state is OperationState.SUCCEEDED
    assert await panel.broken() == []


async def test_what_cannot_succeed_is_not_tried_again(panel: Panel) -> None:
    panel.runtime.fail("prepare", 1, lambda: ImageMissingError(image="static-site"))

    made = await panel.deployed()

    assert panel.runtime.calls["prepare"] == 1
    assert (made.failure_code, made.failure_params) == ("image_missing", {"image": "static-site"})
    assert await panel.events("node.image_missing") == ["node.image_missing"]


async def test_another_node_may_have_the_image(panel: Panel) -> None:
    async with panel.database.unit_of_work() as session:
        await make_node(session, "node-2")
    panel.runtime.fail("prepare", 1, lambda: ImageMissingError(image="static-site"))

    made = await panel.deployed()

    assert (made.status, made.node_name) == (ServiceStatus.ACTIVE, "node-2")
    assert await panel.events("node.image_missing") == ["node.image_missing"]


async def test_a_service_that_never_answers_fails_its_health_check(panel: Panel) -> None:
    order = await panel.ordered()
    panel.runtime.deaf.add(f"hw-{(await panel.service(order)).id}")
    await panel.drain()

    made = await panel.service(order)
    assert made.failure_code == "health_check_failed"
    assert panel.runtime.instances == {}


@pytest.mark.parametrize("error", [NodeUnreachableError, CapacityError])
async def test_another_node_is_chosen_when_one_fails(
    panel: Panel, error: type[DriverError]
) -> None:
    async with panel.database.unit_of_work() as session:
        await make_node(session, "node-2", cpu_millis=8_000, port_from=22_000, port_to=22_009)
    panel.runtime.fail("create", 5 if error is NodeUnreachableError else 1, error)

    made = await panel.deployed()

    assert made.status is ServiceStatus.ACTIVE
    assert made.node_name == "node-2"
    assert [place.node_id for place in await panel.allocations()] == [made.node_id]
    assert await panel.broken() == []


async def test_the_only_node_that_is_away_is_named_as_the_reason(panel: Panel) -> None:
    panel.runtime.gone.add(str(panel.node_id))

    made = await panel.deployed()

    assert made.failure_code == "node_unreachable"
    assert await panel.allocations() == []


async def test_a_port_held_by_a_stranger_is_left_to_it(panel: Panel) -> None:
    panel.runtime.fail("start", 2, lambda: PortTakenError(port=0))

    made = await panel.deployed()

    assert made.address == "http://127.0.0.1:21002"
    assert len(panel.runtime.running) == 1


async def test_an_order_without_room_waits_visibly_and_then_gives_up(panel: Panel) -> None:
    order = await panel.ordered(memory_mb=100_000)
    await panel.advance(4)
    waiting = await panel.service(order)
    assert waiting.status is ServiceStatus.PROVISIONING
    [operation] = await panel.operations(waiting)
    answer = await panel.read(operation.id)
    assert answer["steps"][0]["detail"] == {"code": "waiting_for_capacity", "params": {}}

    with clock.freeze(clock.now() + timedelta(hours=2)):
        await panel.drain()

    made = await panel.service(order)
    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "no_capacity")
    assert await panel.broken() == []


async def test_capacity_that_appears_is_taken_by_a_waiting_order(panel: Panel) -> None:
    order = await panel.ordered(memory_mb=100_000)
    await panel.advance(5)
    async with panel.database.unit_of_work() as session:
        await make_node(session, "node-2", memory_mb=200_000)
    await panel.drain()

    assert (await panel.service(order)).node_name == "node-2"


async def test_a_delete_that_cannot_reach_its_node_is_taken_up_again(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.gone.add(str(panel.node_id))
    await panel.act(made, Action.DELETE)
    assert (await panel.service(made)).status is ServiceStatus.DELETING

    panel.runtime.gone.clear()
    with clock.freeze(clock.now() + timedelta(minutes=5)):
        await service.reconcile_nodes(panel.database)
        await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.DELETED
    assert panel.runtime.instances == {}
    assert await panel.allocations() == []


async def test_an_operation_whose_machinery_breaks_ends_with_a_reason(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(nodes, "reserve", broken)
    made = await panel.deployed()

    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "internal_error")
    assert await panel.dead_jobs() == 1
    assert await panel.broken() == []


async def test_an_image_missed_after_the_place_was_given_up_tells_nobody(panel: Panel) -> None:
    order = await panel.ordered(hostname="placeless")
    [operation] = await panel.operations(await panel.service(order))
    async with panel.database.unit_of_work() as session:
        await engine._tell_missing_image(await Run.load(session, operation))
    assert await panel.events("node.image_missing") == []
