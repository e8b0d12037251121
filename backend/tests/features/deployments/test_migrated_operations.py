"""Operations that the last release left half done end under this one."""

import asyncio
import os
import sys
from pathlib import Path

from sqlalchemy import text

from app.dao.session import Database
from app.features.deployments.models import ServiceStatus
from app.features.deployments.schemas import Action
from tests.features.deployments.panel import Panel

_BACKEND = Path(__file__).parents[3]
_NAMES_BEFORE = "0019_dispatched_at"


async def _alembic(database: Database, *arguments: str) -> None:
    address = database.engine.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "alembic", *arguments),
        cwd=_BACKEND,
        env=os.environ | {"DATABASE_URL": address},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()


async def _passed_through_the_last_release(panel: Panel) -> None:
    await panel.database.engine.dispose()
    await _alembic(panel.database, "downgrade", _NAMES_BEFORE)
    async with panel.database.unit_of_work() as session:
        steps = await session.execute(text("SELECT DISTINCT name FROM operation_step"))
        assert {row.name for row in steps} & {"mark_stopped", "mark_deleted"} == set()
    await panel.database.engine.dispose()
    await _alembic(panel.database, "upgrade", "head")


async def test_operations_of_the_last_release_end_under_their_new_names(panel: Panel) -> None:
    stopped, fetching = await panel.deployed("stopped"), await panel.ordered("fetching")
    await panel.advance(3)
    async with panel.database.unit_of_work() as session:
        await panel.begin_action(session, stopped, Action.STOP)

    await _passed_through_the_last_release(panel)
    await panel.drain()

    assert (await panel.service(stopped)).status is ServiceStatus.STOPPED
    assert (await panel.service(fetching)).status is ServiceStatus.ACTIVE
    assert await panel.dead_jobs() == 0
    assert await panel.broken() == []


async def test_a_failed_start_of_the_last_release_is_cleaned_up(panel: Panel) -> None:
    made = await panel.deployed()
    await panel.act(made, Action.STOP)
    panel.runtime.fail("start", 5)
    async with panel.database.unit_of_work() as session:
        await panel.begin_action(session, made, Action.START)
    while (await panel.operations(made))[-1].state.value != "compensating":
        await panel.advance(1)

    await _passed_through_the_last_release(panel)
    await panel.drain()

    [*_, operation] = await panel.operations(made)
    assert (operation.state.value, operation.error_code) == ("failed", "driver_failed")
    assert panel.runtime.running == []
    assert await panel.broken() == []
