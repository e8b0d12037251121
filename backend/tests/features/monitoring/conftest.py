"""A customer, a node whose meters can be set, and web servers to check."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.deployments.providers import registry
from tests.factories.nodes import make_node
from tests.features.monitoring.metered import MeteredDriver, Meters
from tests.features.monitoring.origin import Origin


@pytest.fixture
def meters(monkeypatch: pytest.MonkeyPatch) -> Meters:
    made = Meters()
    monkeypatch.setitem(registry._FACTORIES, "metered", lambda node: MeteredDriver(node, made))
    return made


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    async with Origin() as opened:
        yield opened


@pytest.fixture
async def node(session: AsyncSession, meters: Meters) -> UUID:  # noqa: ARG001  its driver
    return await make_node(session, driver="metered")
