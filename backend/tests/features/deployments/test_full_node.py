"""A node whose disk takes nothing more: a deploy says so at once, cleans up, can be retried."""

import os
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from app.dao.session import Database
from app.features.deployments.models import ServiceStatus
from app.features.deployments.providers import registry
from app.features.deployments.schemas import Action
from sandbox.process.driver import connect
from tests.factories.accounts import make_account
from tests.factories.deployments import OrderBook
from tests.factories.nodes import make_node
from tests.fakes.small_disk import filled, read_only
from tests.features.deployments.panel import Panel
from tests.features.deployments.scripted import ScriptedRuntime

_SIZE: dict[str, Any] = {"cpu_millis": 500, "memory_mb": 128, "disk_gb": 1}
Trouble = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
async def panel(
    committed: Database, book: OrderBook, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> Panel:
    """A panel whose only node keeps its instances on a small disk."""
    monkeypatch.setitem(registry._FACTORIES, "process", connect)
    first = random.Random(os.getpid()).randrange(24_000, 31_000)
    place: dict[str, Any] = {"driver": "process", "endpoint": str(small_disk / "instances")}
    async with committed.unit_of_work() as session:
        account = await make_account(session)
        node_id = await make_node(session, port_from=first, port_to=first + 50, **place)
    return Panel(committed, ScriptedRuntime(), book, account.id, node_id)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(filled, "node_storage_full"), (read_only, "node_storage_unavailable")],
)
async def test_a_deploy_onto_a_disk_in_trouble_ends_at_once_and_is_retried(
    panel: Panel, small_disk: Path, trouble: Trouble, code: str
) -> None:
    with trouble(small_disk):
        made = await panel.deployed(**_SIZE)
    assert (made.status, made.failure_code) == (ServiceStatus.FAILED, code)
    [operation] = await panel.operations(made)
    answer = await panel.read(operation.id)
    assert (answer["error"]["code"], answer["retryable"]) == (code, True)
    assert await panel.allocations() == []
    assert await panel.dead_jobs() == 0
    # Nothing was tried twice: with pauses between five tries it took a quarter of a minute.
    assert {step["attempts"] for step in answer["steps"]} <= {0, 1}

    await panel.retry(operation.id)
    retried = await panel.service(made)
    assert retried.status is ServiceStatus.ACTIVE
    await panel.act(retried, Action.DELETE)
    assert (await panel.service(made)).status is ServiceStatus.DELETED


async def test_a_full_disk_goes_to_the_next_node(
    panel: Panel, small_disk: Path, tmp_path: Path
) -> None:
    async with panel.database.unit_of_work() as session:
        await make_node(
            session,
            "roomy",
            driver="process",
            endpoint=str(tmp_path / "roomy"),
            port_from=32_000,
            port_to=32_050,
            cpu_millis=1_000,
        )
    with filled(small_disk):
        made = await panel.deployed(**_SIZE)
    assert (made.status, made.node_name) == (ServiceStatus.ACTIVE, "roomy")
    await panel.act(made, Action.DELETE)
