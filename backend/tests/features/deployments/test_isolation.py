"""One bad node, service or operation never stops the others."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.features.deployments import service
from app.features.deployments.models import OperationState, ServiceStatus
from app.features.deployments.schemas import Action
from app.features.deployments.workflow import engine, reconcile
from app.features.nodes import service as nodes
from app.features.nodes.models import NodeState
from tests.factories.nodes import make_node
from tests.features.deployments.panel import Panel


async def _later(panel: Panel) -> None:
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        await service.reconcile_nodes(panel.database)
        await panel.drain()


async def test_a_node_whose_driver_is_broken_stops_no_other(panel: Panel) -> None:
    made = await panel.deployed()
    async with panel.database.unit_of_work() as session:
        await make_node(session, "a-broken", driver="nobody-knows-this-driver")
    panel.runtime.instances[f"hw-{made.id}"].running = False

    await _later(panel)
    await service.check_nodes(panel.database)

    assert panel.runtime.running == [f"hw-{made.id}"]
    async with panel.database.unit_of_work() as session:
        states = {node.node_name: node.state for node in await nodes.nodes(session)}
    assert states["node-1"] is NodeState.READY


async def test_a_driver_that_raises_anything_stops_no_other_node(panel: Panel) -> None:
    made = await panel.deployed()
    async with panel.database.unit_of_work() as session:
        await make_node(session, "a-broken", port_from=22_000, port_to=22_009)
    panel.runtime.fail("list", 1, RuntimeError)
    panel.runtime.fail("facts", 1, RuntimeError)
    panel.runtime.instances[f"hw-{made.id}"].running = False

    await _later(panel)
    await service.check_nodes(panel.database)

    assert panel.runtime.running == [f"hw-{made.id}"]


async def test_a_service_that_cannot_be_repaired_stops_no_other(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = await panel.deployed("bad"), await panel.deployed("good")
    for one in panel.runtime.instances.values():
        one.running = False
    repair = reconcile.repair

    async def failing(session: AsyncSession, found: reconcile.Repair) -> bool:
        begun = await repair(session, found)
        if found.service_id == bad.id:
            raise RuntimeError
        return begun

    monkeypatch.setattr(reconcile, "repair", failing)
    await _later(panel)

    assert panel.runtime.running == [f"hw-{good.id}"]
    assert len(await panel.operations(bad)) == 1


async def test_a_stranded_operation_that_cannot_be_failed_stops_no_other(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = await panel.ordered("bad"), await panel.ordered("good")
    await panel.advance(2)
    async with panel.database.unit_of_work() as session:
        await session.execute(text("DELETE FROM job"))
    bad_service = await panel.service(bad)
    abandon = engine.abandon

    async def failing(session: AsyncSession, operation_id: UUID, why: str) -> None:
        if operation_id == bad_service.operation_id:
            raise RuntimeError
        await abandon(session, operation_id, why)

    monkeypatch.setattr(engine, "abandon", failing)
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        await service.fail_stranded(panel.database)
    await panel.drain()

    assert (await panel.service(good)).status is ServiceStatus.FAILED
    assert (await panel.service(bad)).status is ServiceStatus.PROVISIONING


@pytest.mark.parametrize("also_in_its_steps", [True, False])
async def test_a_step_no_release_knows_fails_its_operation_alone(
    panel: Panel, *, also_in_its_steps: bool
) -> None:
    bad, good = await panel.deployed("bad"), await panel.ordered("good")
    async with panel.database.unit_of_work() as session:
        begun = await panel.begin_action(session, bad, Action.RESTART)
    await panel.advance(2)
    async with panel.database.unit_of_work() as session:
        values = {"id": begun.id}
        if also_in_its_steps:
            renamed = "UPDATE operation_step s SET name = 'forgotten' FROM operation o"
            where = " WHERE o.id = s.operation_id AND o.step = s.name AND o.id = :id"
            await session.execute(text(renamed + where), values)
        await session.execute(
            text("UPDATE operation SET step = 'forgotten', state = 'running' WHERE id = :id"),
            values,
        )
    await panel.drain()

    answer = await panel.read(begun.id)
    assert (answer["state"], answer["error"]["code"]) == ("failed", "internal_error")
    assert any("no step 'forgotten'" in line["message"] for line in answer["log"])
    assert (await panel.service(good)).status is ServiceStatus.ACTIVE
    assert await panel.dead_jobs() == 0


async def test_an_unknown_cleaning_step_is_passed_over(panel: Panel) -> None:
    panel.runtime.fail("start", 5)
    order = await panel.ordered()
    made = await panel.service(order)
    while (await panel.operations(made))[-1].state is not OperationState.COMPENSATING:
        await panel.advance(1)
    async with panel.database.unit_of_work() as session:
        for table, column in (("operation_step", "name"), ("operation", "step")):
            await session.execute(
                text(f"UPDATE {table} SET {column} = 'forgotten' WHERE {column} = 'remove'")
            )
    await panel.drain()

    [operation] = await panel.operations(made)
    assert (operation.state, operation.error_code) == (OperationState.FAILED, "driver_failed")
    assert await panel.allocations() == []
