"""Workers that die at any moment, and workers that are two: always exactly one instance."""

import asyncio
from functools import partial
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.celery.task import run_job
from app.dao.session import Database
from app.features.billing.models import SubscriptionStatus
from app.features.deployments import service
from app.features.deployments.models import ServiceStatus
from app.features.deployments.schemas import Action
from app.features.deployments.workflow import engine
from tests.factories.deployments import OrderBook
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import ScriptedRuntime

# prepare, create, start, inspect: every call of a deploy to the outside.
CALLS_OF_A_DEPLOY = 4


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("call", range(1, CALLS_OF_A_DEPLOY + 1))
async def test_a_worker_dies_at_a_call(panel: Panel, call: int, *, after_effect: bool) -> None:
    panel.runtime.die_at, panel.runtime.die_after_effect = call, after_effect
    order = await panel.ordered()

    assert await panel.drain() == 1

    made = await panel.service(order)
    assert made.status is ServiceStatus.ACTIVE
    assert panel.runtime.made == {f"hw-{made.id}": 1}
    assert panel.runtime.running == [f"hw-{made.id}"]
    assert await panel.broken() == []


@given(data=st.data())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_sequence_of_actions_and_crashes_reaches_the_desired_state(
    panel: Panel, data: st.DataObject
) -> None:
    panel.runtime.die_after_effect = data.draw(st.booleans(), "after effect")
    panel.runtime.die_at = panel.runtime.total + data.draw(st.integers(1, 4), "deploy dies at")
    order = await panel.ordered(cpu_millis=100, memory_mb=64, disk_gb=1)
    await panel.drain()
    made = await panel.service(order)
    for action in data.draw(
        st.sampled_from(
            [
                [Action.STOP],
                [Action.RESTART],
                [Action.STOP, Action.START],
                [Action.DELETE],
                [Action.STOP, Action.DELETE],
            ]
        ),
        "actions",
    ):
        panel.runtime.die_at = panel.runtime.total + data.draw(st.integers(1, 5), "action dies at")
        await panel.act(made, action)
    panel.runtime.die_at = 0

    made = await panel.service(made)
    name = f"hw-{made.id}"
    assert panel.runtime.made[name] == 1
    assert (name in panel.runtime.running) is (made.status is ServiceStatus.ACTIVE)
    assert (name in panel.runtime.instances) is (made.status is not ServiceStatus.DELETED)
    assert await panel.broken() == []
    await panel.bill(made, SubscriptionStatus.ENDED)
    await panel.drain()
    assert panel.runtime.instances == {}


async def test_workers_that_run_the_same_revision_at_once_have_one_effect(panel: Panel) -> None:
    order = await panel.ordered()
    made = await panel.service(order)
    for _ in count():
        [operation] = await panel.operations(made)
        if not operation.live:
            break
        revision = operation.revision

        async def advance(operation_id: UUID = operation.id, revision: int = revision) -> None:
            prepare = partial(engine.prepare, operation_id=operation_id, revision=revision)
            intent = await panel.database.transact(prepare)
            if intent is not None:
                called = await engine.call_out(intent)
                async with panel.database.unit_of_work() as session:
                    await engine.advance(session, intent, called)

        await asyncio.gather(*(advance() for _ in range(4)))
        async with panel.database.unit_of_work() as session:
            waits = await session.execute(
                text("SELECT id FROM job WHERE state = 'pending' AND task LIKE '%image%'")
            )
            fetches = [row.id for row in waits]
        await asyncio.gather(*(run_job(panel.database, job) for job in fetches * 3))

    assert (await panel.service(made)).status is ServiceStatus.ACTIVE
    assert panel.runtime.calls["prepare"] == 1
    assert panel.runtime.made == {f"hw-{made.id}": 1}
    assert await panel.events() == ["service.created", "service.activated"]


async def test_two_handlers_of_one_payment_make_one_service(
    committed: Database, scripted: ScriptedRuntime, book: OrderBook
) -> None:
    panel = await Panel.opened(committed, scripted, book)
    order = book.place(panel.account_id)

    async def handle() -> None:
        async with committed.unit_of_work() as session:
            await service.create_for_order(session, order.id)

    await asyncio.gather(*(handle() for _ in range(4)), return_exceptions=True)
    await panel.drain()

    assert len(scripted.instances) == 1
    assert len(await panel.operations(await panel.service(order))) == 1


async def test_two_clicks_at_once_begin_one_operation(panel: Panel) -> None:
    made = await panel.deployed()

    async def click() -> None:
        async with panel.database.unit_of_work() as session:
            await service.change_state(session, panel.principal, made.id, Action.RESTART)

    answers = await asyncio.gather(*(click() for _ in range(5)), return_exceptions=True)

    assert sum(answer is None for answer in answers) == 1
    assert len(await panel.operations(made)) == 2
