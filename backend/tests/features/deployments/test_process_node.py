"""A whole life on a real node: the process driver's own processes, ports and directories."""

import os
import random
from collections.abc import AsyncIterator
from operator import methodcaller
from pathlib import Path

import httpx2
import pytest

from app.dao.session import Database
from app.features.billing.models import SubscriptionStatus
from app.features.deployments.models import ServiceStatus
from app.features.deployments.providers import registry
from app.features.deployments.providers.base import InstanceInfo, InstanceStatus
from app.features.deployments.schemas import Action
from app.features.deployments.workflow import runtime
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeAddress
from sandbox.process.driver import connect
from tests.factories.accounts import make_account
from tests.factories.deployments import OrderBook
from tests.factories.nodes import make_node
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import ScriptedRuntime


@pytest.fixture
async def panel(
    committed: Database, book: OrderBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Panel]:
    """A panel whose node is this machine."""
    monkeypatch.setitem(registry._FACTORIES, "process", connect)
    first = random.Random(os.getpid()).randrange(24_000, 31_000)
    async with committed.unit_of_work() as session:
        account = await make_account(session)
        node_id = await make_node(
            session,
            driver="process",
            endpoint=str(tmp_path / "instances"),
            port_from=first,
            port_to=first + 50,
        )
    made = Panel(committed, ScriptedRuntime(), book, account.id, node_id)
    try:
        yield made
    finally:
        for left in await _instances(made):
            await runtime.call(await _node(made), methodcaller("delete", left.name))


async def _node(panel: Panel) -> NodeAddress:
    async with panel.database.unit_of_work() as session:
        [node] = await nodes.nodes(session)
    return node


async def _instances(panel: Panel) -> list[InstanceInfo]:
    listed: list[InstanceInfo] = await runtime.call(await _node(panel), methodcaller("list"))
    return listed


async def _status(address: str | None) -> int:
    async with httpx2.AsyncClient(timeout=2) as client:
        try:
            return (await client.get(address or "")).status_code
        except httpx2.HTTPError:
            return 0


async def test_a_service_lives_and_ends_on_a_real_node(panel: Panel) -> None:
    made = await panel.deployed(cpu_millis=500, memory_mb=128, disk_gb=1)
    assert made.status is ServiceStatus.ACTIVE
    assert await _status(made.address) == 200
    [instance] = await _instances(panel)
    assert (instance.name, instance.status) == (f"hw-{made.id}", InstanceStatus.RUNNING)

    await panel.act(made, Action.STOP)
    assert await _status(made.address) == 0
    await panel.act(made, Action.START)
    assert await _status(made.address) == 200
    await panel.act(made, Action.RESTART)
    assert await _status(made.address) == 200
    await panel.bill(made, SubscriptionStatus.SUSPENDED)
    await panel.drain()
    assert await _status(made.address) == 0
    await panel.bill(made, SubscriptionStatus.ACTIVE)
    await panel.drain()
    assert await _status(made.address) == 200
    assert await panel.broken() == []

    await panel.act(made, Action.DELETE)
    assert (await panel.service(made)).status is ServiceStatus.DELETED
    assert await _instances(panel) == []
    assert await _status(made.address) == 0
