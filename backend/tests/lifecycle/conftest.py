"""A company that opened today."""

import pytest

from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.deployments.providers import registry
from app.features.deployments.workflow import runtime
from app.main import create_app
from app.manifest import seed
from tests.factories.nodes import make_node
from tests.features.deployments.scripted import ScriptedDriver, ScriptedRuntime
from tests.lifecycle.company import Company


@pytest.fixture
async def company(
    committed: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Company:
    books = ScriptedRuntime()
    monkeypatch.setitem(registry._FACTORIES, "scripted", lambda node: ScriptedDriver(node, books))
    monkeypatch.setattr(runtime, "answers", books.answers)
    async with committed.unit_of_work() as session:
        await seed(session, demo=True)
        await make_node(session)
    return Company(create_app(settings, committed), committed, books, clock.now())
