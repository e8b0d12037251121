"""A worker killed with -9 at every step of a deploy: exactly one instance afterwards.

The worker, its broker, its database and the instances are real. The test is the parent of what it
kills, watches the step rows, and stands for beat: it frees the dead worker's leases at once instead
of waiting for them to run out, and says again what the broker may have lost.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import methodcaller
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from app.celery.dao import JobDAO
from app.core.context import Actor, ActorKind, acting
from app.core.settings import Settings, get_settings
from app.dao.scope import Scope
from app.dao.session import Database
from app.features.billing.service import settlement
from app.features.catalog import service as catalog
from app.features.deployments import service as deployments
from app.features.deployments.models import ServiceStatus
from app.features.deployments.providers.base import InstanceInfo, InstanceStatus
from app.features.deployments.schemas import Action
from app.features.deployments.workflow import runtime
from app.features.nodes import service as nodes
from app.features.orders import service as orders
from app.features.orders.schemas import OrderCreate
from app.manifest import invariants
from tests.factories.accounts import make_customer
from tests.factories.billing import give, make_offer
from tests.factories.deployments import owner
from tests.factories.nodes import make_node
from tests.faults.worker import QUEUES, Broker, Worker, empty_broker

STEPS = ("place", "prepare", "create", "start", "health", "activate")
_PATIENCE_SECONDS = 120
_LOOK_SECONDS = 0.001
_LONGEST_PAUSE = 0.04


@dataclass
class Stage:
    """A panel whose work is done by processes of their own."""

    database: Database
    settings: Settings
    broker: Broker
    worker: Worker
    account_id: UUID = field(default_factory=lambda: UUID(int=0))
    killed_at: Counter[str] = field(default_factory=Counter)

    async def buy(self) -> UUID:
        """Order a small static site and pay it; return the order."""
        with acting(Actor(ActorKind.SYSTEM), "kill-test"):
            return await self._buy()

    async def _buy(self) -> UUID:
        async with self.database.unit_of_work() as session:
            await catalog.seed(session)
            offer = await make_offer(session)
            customer = await make_customer(session, self.settings)
            self.account_id = customer.account_id
            await give(session, self.account_id, 10_000_00)
            ids = offer.model_dump(include={"plan_id", "price_id", "image_id"})
            wish = OrderCreate(**ids, hostname="shop")
            order = await orders.place_order(
                session, owner(self.account_id, customer.user.id), wish
            )
        assert order.invoice_id is not None
        async with self.database.unit_of_work() as session:
            scope = Scope.account(self.account_id)
            await settlement.pay_from_balance(session, scope, order.invoice_id)
        return order.id

    async def standing(self) -> tuple[str, str]:
        """Return the newest operation's state and the step it stands at, once it is visible."""
        async with self.database.unit_of_work() as session:
            found = await session.execute(
                text(
                    "SELECT o.state, coalesce(s.name, '') FROM operation o LEFT JOIN"
                    " operation_step s ON s.operation_id = o.id AND s.state = 'running'"
                    " ORDER BY o.id DESC LIMIT 1"
                )
            )
            row = found.one_or_none()
            return (row[0], row[1]) if row else ("", "")

    async def kick(self, *, freed: bool = False) -> None:
        """Say what is due; after a death, first free what the dead worker held."""
        async with self.database.unit_of_work() as session:
            if freed:
                await session.execute(
                    text(
                        "UPDATE job SET lease_until = now() - interval '1 s' WHERE state = 'leased'"
                    )
                )
                await JobDAO(session).sweep()
            messages = await JobDAO(session).due()
        for message in messages:
            self.broker.send(message)

    async def until(self, step: str, *, or_state: str, among: Sequence[str] = STEPS) -> str:
        """Wait until the operation stands at a step (or is past it), and return where it is."""
        ahead = among[among.index(step) :]
        async with asyncio.timeout(_PATIENCE_SECONDS):
            for look in range(10_000_000):
                state, at = await self.standing()
                if at in ahead or state == or_state:
                    return at or state
                if look % 2_000 == 1_999:
                    await self.kick()
                await asyncio.sleep(_LOOK_SECONDS)
        raise AssertionError

    async def replace_worker(self, at: str) -> None:
        """Kill the worker where it is, and put another one in its place."""
        await self.worker.kill()
        self.killed_at[at] += 1
        await self.worker.start()
        await self.kick(freed=True)

    async def settled(self) -> None:
        """Wait until no job is left."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                async with self.database.unit_of_work() as session:
                    left = await JobDAO(session).due()
                    held = await session.scalar(
                        text("SELECT count(*) FROM job WHERE state = 'leased'")
                    )
                waiting = [message for message in left if message.queue in QUEUES]
                if not held and not waiting:
                    return
                for message in waiting:
                    self.broker.send(message)
                await asyncio.sleep(0.5)

    async def instances(self) -> list[InstanceInfo]:
        """Return what really is on the node."""
        async with self.database.unit_of_work() as session:
            [node] = await nodes.nodes(session)
        return await runtime.call(node, lambda driver: driver.list())

    async def row(self) -> tuple[UUID, str, str | None]:
        """Return the service's id, status and address."""
        async with self.database.unit_of_work() as session:
            found = await session.execute(text("SELECT id, status, address FROM service"))
            one = found.one()
            return (one[0], one[1], one[2])

    async def broken(self) -> list[str]:
        """Return every invariant that does not hold."""
        rules = invariants("nodes", "deployments", "billing", "orders")
        async with self.database.unit_of_work() as session:
            return [rule.name for rule in rules if (await session.execute(rule.offending)).first()]

    async def count(self, question: str) -> int:
        """Return the answer to a counting question."""
        async with self.database.unit_of_work() as session:
            return int(await session.scalar(text(question)) or 0)


@pytest.fixture
def _process_driver(settings: Settings) -> Iterator[None]:
    """Let this process, too, find the driver that the worker works with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DRIVER_PLUGINS", settings.driver_plugins)
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


@pytest.fixture
async def stage(
    committed: Database, settings: Settings, tmp_path: Path, _process_driver: None
) -> AsyncIterator[Stage]:
    with empty_broker(os.environ["CELERY_BROKER_URL"]) as address:
        own = settings.model_copy(
            update={
                "database_url": committed.engine.url.render_as_string(hide_password=False),
                "celery_broker_url": address,
                "redis_url": address,
                "instances_dir": tmp_path / "instances",
            }
        )
        async with committed.unit_of_work() as session:
            first = random.Random(os.getpid()).randrange(24_000, 31_000)
            await make_node(
                session,
                driver="process",
                endpoint=str(own.instances_dir),
                port_from=first,
                port_to=first + 50,
                cpu_millis=16_000,
                memory_mb=16_384,
                disk_gb=200,
            )
        made = Stage(committed, own, Broker(own), Worker(own, tmp_path / "worker.log"))
        try:
            await made.worker.start()
            yield made
        finally:
            await made.worker.kill()
            await _clear(made)
            made.broker.close()


async def _clear(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        [node] = await nodes.nodes(session)
    for left in await stage.instances():
        name = left.name
        await runtime.call(node, methodcaller("delete", name))


async def test_a_deploy_survives_a_kill_at_every_step(
    stage: Stage, record_testsuite_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(20_261_122)
    await stage.buy()
    await stage.kick()
    for step in STEPS:
        at = await stage.until(step, or_state="succeeded")
        await asyncio.sleep(chance.uniform(0, _LONGEST_PAUSE))
        await stage.replace_worker(at)
    await stage.until("activate", or_state="succeeded")
    await stage.settled()

    service_id, status, address = await stage.row()
    assert status == ServiceStatus.ACTIVE
    assert sum(stage.killed_at.values()) == len(STEPS)
    [instance] = await stage.instances()
    assert instance.name == f"hw-{service_id}"
    assert instance.status is InstanceStatus.RUNNING
    assert address is not None
    async with httpx2.AsyncClient() as client:
        assert (await client.get(address)).status_code == 200
    assert await stage.count("SELECT count(*) FROM operation") == 1
    assert await stage.count("SELECT count(*) FROM node_allocation") == 1
    assert await stage.count("SELECT count(*) FROM event WHERE type = 'service.activated'") == 1
    assert await stage.count("SELECT count(*) FROM \"order\" WHERE status = 'fulfilled'") == 1
    assert await stage.count("SELECT count(*) FROM subscription WHERE status = 'active'") == 1
    assert await stage.count("SELECT count(*) FROM job WHERE state = 'dead'") == 0
    assert await stage.broken() == []

    await _delete_under_fire(stage, service_id)
    record_testsuite_property("killed_at", dict(stage.killed_at))


async def _delete_under_fire(stage: Stage, service_id: UUID) -> None:
    """Kill the worker once more while it removes everything: nothing is left."""
    async with stage.database.unit_of_work() as session:
        await deployments.change_state(session, owner(stage.account_id), service_id, Action.DELETE)
    await stage.kick()
    await stage.until("stop", or_state="succeeded", among=("stop", "remove"))
    await stage.replace_worker("delete")
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while (await stage.row())[1] != ServiceStatus.DELETED:
            await stage.kick()
            await asyncio.sleep(0.3)
    await stage.settled()

    assert await stage.instances() == []
    assert await stage.count("SELECT count(*) FROM node_allocation") == 0
    assert await stage.broken() == []
