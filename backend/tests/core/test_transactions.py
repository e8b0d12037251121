"""Nothing calls out while it has a transaction open; whoever tries is told at once."""

import asyncio

import pytest

from app.celery.queues import Queue
from app.celery.schedule import periodic, periodic_detached, run_tick
from app.core import http
from app.core.transactions import NetworkInTransactionError, require_none_open
from app.dao.session import Database
from app.features.deployments.providers.base import NodeTarget
from app.features.deployments.providers.registry import driver_for
from app.features.monitoring.providers import http as checks

_NODE = NodeTarget(node_id="node", driver="docker", endpoint="unix:///nowhere")


async def test_no_driver_is_opened_inside_a_unit_of_work(committed: Database) -> None:
    async with committed.unit_of_work():
        with pytest.raises(NetworkInTransactionError, match="node node"):
            driver_for(_NODE)
    await driver_for(_NODE).close()


async def test_no_request_is_sent_inside_a_unit_of_work(committed: Database) -> None:
    async with committed.unit_of_work():
        with pytest.raises(NetworkInTransactionError):
            await http.shared().request("GET", "http://127.0.0.1:9/")
    with pytest.raises(http.HttpError):
        await http.shared().request("GET", "http://127.0.0.1:9/")


async def test_no_check_is_made_inside_a_unit_of_work_or_a_task_of_its(
    committed: Database,
) -> None:
    async with committed.unit_of_work():
        with pytest.raises(NetworkInTransactionError):
            await asyncio.gather(checks.check([]))
    assert await checks.check([]) == []


async def test_a_failed_unit_of_work_is_closed_too(committed: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with committed.unit_of_work():
            raise ZeroDivisionError
    require_none_open("anything")


async def test_ticks_call_out_only_between_their_units_of_work(committed: Database) -> None:
    @periodic("test.in_one_unit", every=1, queue=Queue.DEFAULT)
    async def attached(_session: object) -> None:
        require_none_open("a call")

    @periodic_detached("test.between_units", every=1, queue=Queue.DEFAULT)
    async def detached(database: Database) -> None:
        require_none_open("a call")
        async with database.unit_of_work():
            with pytest.raises(NetworkInTransactionError):
                require_none_open("a call")

    with pytest.raises(NetworkInTransactionError):
        await run_tick(committed, "test.in_one_unit")
    await run_tick(committed, "test.between_units")
