"""Operations that the last release left half done end under this one."""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text

from app.features.deployments.models import ServiceStatus
from app.features.deployments.schemas import Action
from tests.features.deployments.panel import Panel

_RENAMES = import_module("migrations.versions.0020_runtime_names")


def _down(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        _RENAMES.downgrade()


def _up(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        _RENAMES.upgrade()


async def _passed_through_the_last_release(panel: Panel) -> None:
    await panel.database.engine.dispose()
    async with panel.database.engine.begin() as connection:
        await connection.run_sync(_down)
        steps = await connection.execute(text("SELECT DISTINCT name FROM operation_step"))
        assert {row.name for row in steps} & {"mark_stopped", "mark_deleted"} == set()
        await connection.run_sync(_up)
    await panel.database.engine.dispose()


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
