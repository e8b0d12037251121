"""A node whose Engine goes away, hangs or is somebody else, and comes back."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.core.ids import new_id
from app.events.models import EventRow
from app.features.catalog.schemas import ServiceKind
from app.features.deployments import service
from app.features.deployments.service import maintenance
from app.features.nodes import service as nodes
from app.features.nodes.errors import NoCapacityError
from app.features.nodes.schemas import NodeState
from tests.factories.nodes import make_node
from tests.features.deployments.providers.engine_proxy import silent_engine
from tests.features.deployments.providers.scripted_engine import scripted_engine
from tests.one_transaction import OneTransaction

_INFO = {"ServerVersion": "27.0", "NCPU": 4, "MemTotal": 8 << 30}
Trouble = Callable[[Path], AbstractAsyncContextManager[object]]


@asynccontextmanager
async def _nobody(_path: Path) -> AsyncIterator[None]:
    yield


def _stranger(path: Path) -> AbstractAsyncContextManager[object]:
    return scripted_engine(path, {"GET /info": [(200, {"hello": "I am no Engine"})]})


def _broken(path: Path) -> AbstractAsyncContextManager[object]:
    return scripted_engine(path, {"GET /info": [(500, {"message": "no storage driver"})]})


async def _look(database: OneTransaction, session: AsyncSession, *, later: int) -> NodeState:
    with clock.freeze(clock.now() + timedelta(seconds=later)):
        await service.check_nodes(database)
    [node] = await nodes.nodes(session)
    return node.state


async def _reserve(session: AsyncSession) -> None:
    await nodes.reserve(session, new_id(), ServiceKind.CONTAINER, 100, 64, 1)


@pytest.mark.parametrize("trouble", [_nobody, silent_engine, _stranger, _broken])
async def test_an_engine_that_is_away_makes_its_node_unreachable(
    database: OneTransaction,
    session: AsyncSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Trouble,
) -> None:
    monkeypatch.setattr(maintenance, "_LOOK_SECONDS", 0.5)
    socket = tmp_path / "engine.sock"
    await make_node(session, driver="docker", endpoint=f"unix://{socket}")
    async with scripted_engine(socket, {"GET /info": [(200, _INFO)]}):
        assert await _look(database, session, later=30) is NodeState.READY

    async with trouble(socket):
        assert await _look(database, session, later=40) is NodeState.READY
        assert await _look(database, session, later=60) is NodeState.UNREACHABLE
        assert await _look(database, session, later=70) is NodeState.UNREACHABLE
    with pytest.raises(NoCapacityError):
        await _reserve(session)

    socket.unlink(missing_ok=True)
    async with scripted_engine(socket, {"GET /info": [(200, _INFO)]}):
        assert await _look(database, session, later=80) is NodeState.READY
    await _reserve(session)
    answer = select(col(EventRow.type)).where(col(EventRow.type).startswith("node."))
    events = (await session.scalars(answer.order_by(col(EventRow.id)))).all()
    assert events == ["node.changed", "node.unreachable", "node.recovered"]
