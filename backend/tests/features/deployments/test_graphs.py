"""The database itself refuses what the graphs do not draw."""

from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.features.deployments.errors import ActionNotAllowedError
from app.features.deployments.models import (
    OPERATION_EDGES,
    SERVICE_EDGES,
    OperationState,
    ServiceStatus,
)
from app.features.deployments.workflow import lifecycle
from tests.features.deployments.panel import Panel


async def _allowed(panel: Panel, table: str, column: str, states: list[str]) -> set[str]:
    """Try every edge on the one row of a table and return those that the database takes."""
    taken = set()
    changed = text(f"UPDATE {table} SET {column} = :state")
    for before, after in product(states, states):
        async with panel.database.engine.connect() as connection:
            await connection.execute(text("SET session_replication_role = replica"))
            await connection.execute(changed, {"state": before})
            await connection.execute(text("SET session_replication_role = DEFAULT"))
            try:
                await connection.execute(changed, {"state": after})
            except IntegrityError:
                continue
            if before != after:
                taken.add(f"{before}>{after}")
    return taken


async def test_a_service_moves_along_its_graph_only(panel: Panel) -> None:
    await panel.deployed()
    drawn = {f"{a.value}>{b.value}" for a, ends in SERVICE_EDGES.items() for b in ends}

    assert await _allowed(panel, "service", "status", list(ServiceStatus)) == drawn


async def test_an_operation_moves_along_its_graph_only(panel: Panel) -> None:
    await panel.deployed()
    drawn = {f"{a.value}>{b.value}" for a, ends in OPERATION_EDGES.items() for b in ends}

    assert await _allowed(panel, "operation", "state", list(OperationState)) == drawn


async def test_the_engine_refuses_before_the_database_has_to(panel: Panel) -> None:
    made = await panel.deployed()
    with pytest.raises(ActionNotAllowedError):
        lifecycle.change_status(made, ServiceStatus.PENDING)
    [operation] = await panel.operations(made)
    with pytest.raises(ActionNotAllowedError):
        lifecycle.change_state(operation, OperationState.RUNNING)
