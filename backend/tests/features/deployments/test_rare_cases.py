"""The rare revisions: late answers, broken machinery, deadlines, things that vanish."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.celery.dao import JobDAO
from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.features.deployments import service
from app.features.deployments.errors import ActionNotAllowedError, OperationRunningError
from app.features.deployments.models import OperationKind, OperationState, ServiceStatus
from app.features.deployments.providers.base import Driver, DriverTimeoutError
from app.features.deployments.schemas import Action, ServicePatch
from app.features.deployments.workflow import engine, lifecycle, reconcile, runtime
from app.features.nodes import service as nodes
from app.features.orders import service as orders
from tests.features.deployments.panel import Panel


@pytest.mark.parametrize(
    "name",
    [
        "deployments.check_nodes",
        "deployments.reconcile",
        "deployments.fail_stranded",
        "deployments.check_images",
        "deployments.converge",
    ],
)
async def test_ticks_leave_a_healthy_panel_alone(panel: Panel, name: str) -> None:
    made = await panel.deployed()
    await run_tick(panel.database, name)
    await panel.drain()

    assert len(await panel.operations(made)) == 1
    assert panel.runtime.calls["start"] == 1


async def test_monitoring_is_told_what_runs(panel: Panel) -> None:
    made = await panel.deployed()
    other = await panel.deployed("other")
    await panel.act(other, Action.STOP)

    async with panel.database.unit_of_work() as session:
        [target] = await service.targets(session)
    assert (target.service_id, target.instance) == (made.id, f"hw-{made.id}")
    assert (target.address, target.node.node_id) == (made.address, panel.node_id)


async def test_an_answer_that_nobody_waits_for_is_dropped(panel: Panel) -> None:
    made = await panel.deployed()
    [operation] = await panel.operations(made)
    async with panel.database.unit_of_work() as session:
        await engine.wake(session, operation.id)
        await engine.abandon(session, operation.id, "too late")
        intent = engine.Intent(operation.id, operation.revision)
        await engine.advance(session, intent, engine.Called())
        await service.job_died(session, new_id(), "mail.send", "not ours")

    [after] = await panel.operations(made)
    assert after.revision == operation.revision
    assert after.state is OperationState.SUCCEEDED


async def test_a_deadline_ends_what_takes_too_long(panel: Panel) -> None:
    order = await panel.ordered()
    while not panel.runtime.instances:
        await panel.advance(1)
    with clock.freeze(clock.now() + timedelta(minutes=16)):
        await panel.drain()

    made = await panel.service(order)
    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "deadline_exceeded")
    assert panel.runtime.instances == {}
    assert await panel.broken() == []


@pytest.mark.parametrize("vanished", [False, True])
async def test_an_instance_that_ends_while_it_is_awaited(panel: Panel, *, vanished: bool) -> None:
    order = await panel.ordered()
    while not panel.runtime.running:
        await panel.advance(1)
    name = f"hw-{(await panel.service(order)).id}"
    if vanished:
        panel.runtime.nodes[str(panel.node_id)].clear()
    else:
        panel.runtime.instances[name].running = False
    await panel.drain()

    made = await panel.service(order)
    assert made.failure_code == ("instance_vanished" if vanished else "instance_ended")


async def test_leftovers_of_a_failed_cleaning_are_removed_as_orphans(panel: Panel) -> None:
    panel.runtime.fail("start", 5)
    panel.runtime.fail("delete", 5)
    made = await panel.deployed()
    [operation] = await panel.operations(made)
    answer = await panel.read(operation.id)
    assert made.failure_code == "driver_failed"
    assert [s["state"] for s in answer["steps"] if s["undo"]] == ["failed", "done"]
    assert len(panel.runtime.instances) == 1

    for later in (1, 40):
        with clock.freeze(clock.now() + timedelta(seconds=later)):
            await service.reconcile_nodes(panel.database)
            await panel.drain()
    assert panel.runtime.instances == {}
    with clock.freeze(clock.now() + timedelta(seconds=80)):
        await service.reconcile_nodes(panel.database)
    assert await panel.broken() == []


async def test_machinery_that_breaks_while_cleaning_still_frees_the_place(panel: Panel) -> None:
    panel.runtime.fail("start", 5)
    panel.runtime.fail("delete", 8, RuntimeError)
    made = await panel.deployed()

    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "driver_failed")
    assert await panel.allocations() == []
    assert await panel.broken() == []


async def test_a_service_that_lost_its_place_says_so(panel: Panel) -> None:
    made = await panel.deployed()
    async with panel.database.unit_of_work() as session:
        await nodes.release(session, made.id)
    begun = await panel.act(made, Action.RESTART)

    answer = await panel.read(begun.id)
    assert answer["error"]["code"] == "instance_missing"
    assert await service.find_logs(panel.database, made.id, 10) == {"lines": []}
    assert "services.live_ones_have_an_allocation" in dict(await panel.broken())


async def test_an_orphan_that_found_its_service_is_spared(panel: Panel) -> None:
    made = await panel.deployed()
    async with panel.database.unit_of_work() as session:
        await session.execute(
            text(
                "INSERT INTO orphan (id, node_id, name, first_seen_at) VALUES (:i, :n, :m, now())"
            ),
            {"i": new_id(), "n": panel.node_id, "m": f"hw-{made.id}"},
        )
    name = f"hw-{made.id}"
    async with panel.database.unit_of_work() as session:
        assert not await reconcile.find_orphan(session, node_id=panel.node_id, name=name)
    assert len(panel.runtime.instances) == 1
    await service.reconcile_nodes(panel.database)
    async with panel.database.unit_of_work() as session:
        left = await session.execute(text("SELECT 1 FROM orphan"))
        assert left.all() == []


async def test_a_repair_looks_again_before_it_begins(panel: Panel) -> None:
    made = await panel.deployed()
    later = clock.now() + timedelta(minutes=1)
    await panel.begin(made, OperationKind.RESTART)
    async with panel.database.unit_of_work() as session:
        assert not await reconcile.repair(session, reconcile.Repair(made.id, None, later))
    await panel.drain()
    assert len(await panel.operations(made)) == 2


async def test_a_node_that_cannot_be_listed_is_left_alone(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.gone.add(str(panel.node_id))
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        await service.reconcile_nodes(panel.database)
    assert len(await panel.operations(made)) == 1


async def test_a_driver_that_hangs_is_cut_off(panel: Panel) -> None:
    await panel.deployed()
    async with panel.database.unit_of_work() as session:
        [node] = await nodes.nodes(session)

    async def hang(_driver: Driver) -> None:
        await asyncio.Event().wait()

    with pytest.raises(DriverTimeoutError):
        await runtime.call(node, hang, 0.01)


async def test_nothing_listens_at_an_address(unused_tcp_port: int) -> None:
    assert not await runtime.answers(f"http://127.0.0.1:{unused_tcp_port}", 0.2)


async def test_the_engine_itself_refuses_a_second_operation_and_a_wrong_one(panel: Panel) -> None:
    made = await panel.deployed()
    with pytest.raises(ActionNotAllowedError):
        await panel.begin(made, OperationKind.RESUME)
    await panel.begin(made, OperationKind.RESTART)
    with pytest.raises(OperationRunningError):
        await panel.begin(made, OperationKind.RESTART)


async def test_a_failed_restart_can_be_run_again(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.fail("restart", 5)
    begun = await panel.act(made, Action.RESTART)
    failed = await panel.service(made)
    assert (failed.status, failed.failure_code) == (ServiceStatus.ACTIVE, "driver_failed")

    await panel.retry(begun.id)

    assert (await panel.read(begun.id))["state"] == "succeeded"
    assert (await panel.service(made)).failure_code is None


async def test_a_stop_whose_machinery_breaks_ends_with_a_reason(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.fail("stop", 8, RuntimeError)
    begun = await panel.act(made, Action.STOP)

    answer = await panel.read(begun.id)
    assert (answer["state"], answer["error"]["code"]) == ("failed", "internal_error")
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE


async def test_a_dead_job_of_an_earlier_revision_ends_nothing(panel: Panel) -> None:
    order = await panel.ordered()
    async with panel.database.unit_of_work() as session:
        [message] = await JobDAO(session).due()
    await panel.advance(2)
    async with panel.database.unit_of_work() as session:
        await service.job_died(session, message.job_id, lifecycle.ADVANCE, "killed")
    await panel.drain()

    assert (await panel.service(order)).status is ServiceStatus.ACTIVE


async def test_an_operation_that_never_began_is_given_up_and_keeps_the_place(panel: Panel) -> None:
    made = await panel.deployed()
    begun = await panel.begin(made, OperationKind.RESTART)
    async with panel.database.unit_of_work() as session:
        await engine.abandon(session, begun, "its job is gone")

    answer = await panel.read(begun)
    assert (answer["state"], answer["error"]["code"]) == ("failed", "internal_error")
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert len(await panel.allocations()) == 1


async def test_a_deploy_that_lost_its_place_fails_and_says_so(panel: Panel) -> None:
    order = await panel.ordered()
    while not await panel.allocations():
        await panel.advance(1)
    async with panel.database.unit_of_work() as session:
        await nodes.release(session, (await panel.service(order)).id)
    await panel.drain()

    made = await panel.service(order)
    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "instance_missing")
    assert panel.runtime.instances == {}


@pytest.mark.parametrize("placed", [True, False])
async def test_a_deletion_that_failed_is_begun_again(panel: Panel, *, placed: bool) -> None:
    made = await panel.deployed()
    panel.runtime.fail("delete", 5)
    await panel.act(made, Action.DELETE)
    assert (await panel.service(made)).status is ServiceStatus.DELETING
    if not placed:
        panel.runtime.nodes[str(panel.node_id)].clear()
        panel.runtime.gone.add(str(panel.node_id))
        async with panel.database.unit_of_work() as session:
            await nodes.release(session, made.id)
    with clock.freeze(clock.now() + timedelta(hours=1)):
        await service.reconcile_nodes(panel.database)
        await panel.drain()

    assert (await panel.service(made)).status is ServiceStatus.DELETED
    assert (panel.runtime.instances, await panel.allocations()) == ({}, [])


async def test_a_service_is_renamed_after_a_restart_that_failed(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.fail("restart", 5)
    await panel.act(made, Action.RESTART)
    async with panel.database.unit_of_work() as session:
        patch = ServicePatch(hostname="atelier")
        renamed = await service.rename(session, panel.principal, made.id, patch)
    assert (renamed.hostname, Action.RESTART in renamed.allowed_actions) == ("atelier", True)


async def test_the_failure_of_a_try_that_the_last_release_ended_reaches_the_order(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = []

    async def record(_session: object, order_id: UUID, code: str) -> None:
        recorded.append((order_id, code))

    well = await panel.deployed("well")
    panel.runtime.fail("create", 5)
    broken = await panel.deployed("broken")
    monkeypatch.setattr(orders, "record_failure", record)
    async with panel.database.unit_of_work() as session:
        for made in (well, broken):
            await service.record_failure(session, made.id)
    assert recorded == [(broken.order_id, "driver_failed")]


async def test_removing_an_orphan_without_a_record_changes_nothing(panel: Panel) -> None:
    async with panel.database.unit_of_work() as session:
        await reconcile.delete_orphan_record(session, panel.node_id, "hw-never-noted")
        left = await session.execute(text("SELECT 1 FROM orphan"))
        assert left.all() == []
