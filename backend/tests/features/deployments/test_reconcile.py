"""The panel and its nodes drift apart; the reconciler brings them together."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.ids import new_id
from app.features.billing.models import SubscriptionStatus
from app.features.deployments import service
from app.features.deployments.models import ServiceStatus
from app.features.deployments.providers.base import Limits
from app.features.deployments.schemas import Action
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import Instance


async def tick(panel: Panel, *, later: int) -> None:
    """Let the reconciler look in so many seconds, and run what follows."""
    with clock.freeze(clock.now() + timedelta(seconds=later)):
        await service.reconcile_nodes(panel.database)
        await panel.drain()


async def test_nothing_is_done_where_all_is_well(panel: Panel) -> None:
    made = await panel.deployed()

    await tick(panel, later=60)

    assert len(await panel.operations(made)) == 1


async def test_an_instance_that_died_is_started(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.instances[f"hw-{made.id}"].running = False

    await tick(panel, later=60)

    assert panel.runtime.running == [f"hw-{made.id}"]
    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    repair = (await panel.operations(made))[-1]
    answer = await panel.read(repair.id)
    assert (answer["kind"], answer["state"]) == ("start", "succeeded")
    assert answer["log"][0]["message"].startswith("repair:")
    assert await panel.events() == ["service.created", "service.activated"]


async def test_an_instance_that_vanished_is_made_again(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.nodes[str(panel.node_id)].clear()

    await tick(panel, later=60)

    assert panel.runtime.running == [f"hw-{made.id}"]
    assert await panel.broken() == []


_OTHER = Limits(cpu_millis=50, memory_mb=64, pids=128)


async def test_limits_that_somebody_changed_are_put_right(panel: Panel) -> None:
    made = await panel.deployed()
    name = f"hw-{made.id}"
    panel.runtime.instances[name].limits = _OTHER

    await tick(panel, later=60)
    await tick(panel, later=120)

    held = panel.runtime.instances[name].held
    assert (held.cpu_millis, held.memory_mb) == (made.cpu_millis, made.memory_mb)
    assert panel.runtime.running == [name]
    assert panel.runtime.calls["stop"] == 0
    [_, repair] = await panel.operations(made)
    answer = await panel.read(repair.id)
    assert answer["state"] == "succeeded"
    assert answer["log"][0]["message"].endswith("its instance has 50 m of CPU and 64 MiB")


async def test_a_stopped_service_gets_its_limits_back_when_it_starts(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.act(made, Action.STOP)
    panel.runtime.instances[f"hw-{made.id}"].limits = _OTHER

    await tick(panel, later=60)
    assert len(await panel.operations(made)) == 2
    await panel.act(made, Action.START)

    assert panel.runtime.instances[f"hw-{made.id}"].held.memory_mb == made.memory_mb


async def test_a_limit_a_node_cannot_apply_is_retried_with_backoff(panel: Panel) -> None:
    made = await panel.deployed()
    name = f"hw-{made.id}"
    panel.runtime.instances[name].limits = _OTHER
    panel.runtime.stubborn.add(name)
    start = clock.now()
    for seconds in range(30, 630, 30):
        with clock.freeze(start + timedelta(seconds=seconds)):
            await service.reconcile_nodes(panel.database)
            await panel.drain()

    assert 2 <= len(await panel.operations(made)) - 1 <= 5
    assert panel.runtime.running == [name]
    service_now = await panel.service(made)
    assert (service_now.status, service_now.failure_code) == (ServiceStatus.ACTIVE, None)

    panel.runtime.instances[name].running = False
    with clock.freeze(start + timedelta(seconds=640)):
        await tick(panel, later=0)
    assert panel.runtime.running == [name]


async def test_a_repair_that_fails_is_retried_with_backoff(panel: Panel) -> None:
    made = await panel.deployed()
    panel.runtime.instances[f"hw-{made.id}"].running = False
    panel.runtime.fail("start", 100)
    start = clock.now()
    for seconds in range(30, 630, 30):
        with clock.freeze(start + timedelta(seconds=seconds)):
            await service.reconcile_nodes(panel.database)
            await panel.drain()

    repairs = len(await panel.operations(made)) - 1
    assert 2 <= repairs <= 5
    assert (await panel.service(made)).failure_code == "driver_failed"


@pytest.mark.parametrize("suspended", [False, True])
async def test_what_must_not_run_is_stopped(panel: Panel, *, suspended: bool) -> None:
    made = await panel.deployed()
    if suspended:
        await panel.bill(made, SubscriptionStatus.SUSPENDED)
        await panel.drain()
    else:
        await panel.act(made, Action.STOP)
    before = (await panel.service(made)).status
    panel.runtime.instances[f"hw-{made.id}"].running = True

    await tick(panel, later=60)

    assert panel.runtime.running == []
    assert (await panel.service(made)).status is before


async def test_an_orphan_is_removed_once_it_was_seen_twice(panel: Panel) -> None:
    made = await panel.deployed()
    spec = panel.runtime.instances[f"hw-{made.id}"].spec
    panel.runtime.nodes[str(panel.node_id)][f"hw-{new_id()}"] = Instance(spec, running=True)

    await tick(panel, later=0)
    assert len(panel.runtime.instances) == 2
    await tick(panel, later=10)
    assert len(panel.runtime.instances) == 2
    await tick(panel, later=40)

    assert list(panel.runtime.instances) == [f"hw-{made.id}"]
    assert panel.runtime.running == [f"hw-{made.id}"]


async def test_what_is_being_made_is_no_orphan(panel: Panel) -> None:
    order = await panel.ordered()
    while not panel.runtime.instances:
        await panel.advance(1)

    for later in (60, 120):
        with clock.freeze(clock.now() + timedelta(seconds=later)):
            await service.reconcile_nodes(panel.database)
    await panel.drain()

    assert (await panel.service(order)).status is ServiceStatus.ACTIVE
    assert panel.runtime.calls["delete"] == 0


async def test_a_node_that_is_away_is_unreachable_until_it_answers(panel: Panel) -> None:
    await panel.deployed()
    panel.runtime.gone.add(str(panel.node_id))
    with clock.freeze(clock.now() + timedelta(seconds=30)):
        await service.check_nodes(panel.database)
        order = await panel.ordered(hostname="late")
        await panel.advance(4)
        waiting = await panel.service(order)
        [operation] = await panel.operations(waiting)
        answer = await panel.read(operation.id)
        assert answer["steps"][0]["detail"]["code"] == "waiting_for_capacity"

        panel.runtime.gone.clear()
        await service.check_nodes(panel.database)
        await panel.drain()

    assert (await panel.service(order)).status is ServiceStatus.ACTIVE
    told = [kind for kind in await panel.events("node.") if kind != "node.image_changed"]
    assert told == ["node.changed", "node.unreachable", "node.recovered"]


async def test_an_operation_without_a_job_is_failed(panel: Panel) -> None:
    order = await panel.ordered()
    await panel.advance(1)
    async with panel.database.unit_of_work() as session:
        await session.execute(text("UPDATE job SET state = 'dead' WHERE state = 'pending'"))

    with clock.freeze(clock.now() + timedelta(minutes=2)):
        await service.fail_stranded(panel.database)
        await panel.drain()

    made = await panel.service(order)
    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, "internal_error")
    assert await panel.broken() == []
