"""A company that opened today, and the programs of production."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.deployments.providers import registry
from app.features.deployments.workflow import runtime
from app.main import create_app
from app.manifest import seed
from tests.factories.nodes import make_node
from tests.faults.worker import empty_broker
from tests.features.deployments.scripted import ScriptedDriver, ScriptedRuntime
from tests.lifecycle.company import Company
from tests.lifecycle.programs import BACKEND, BIN, TOKEN, Program, Start


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


@pytest.fixture
def environment(committed: Database) -> Iterator[dict[str, str]]:
    address = committed.engine.url.render_as_string(hide_password=False)
    with empty_broker(os.environ["CELERY_BROKER_URL"]) as broker:
        yield os.environ | {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "ENVIRONMENT": "test",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "INFO",
            "DATABASE_URL": address,
            "CELERY_BROKER_URL": broker,
            "REDIS_URL": broker,
            "API_PROCESSES": "2",
            "METRICS_TOKEN": TOKEN,
            "PYTHONUNBUFFERED": "1",
            "FLOWER_BASIC_AUTH": "boss:correct-horse-battery",
        }


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Start:
    @asynccontextmanager
    async def running(*command: str) -> AsyncIterator[Program]:
        output = tmp_path / f"output-{uuid4()}"
        with output.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=BACKEND, env=environment, stdout=file, stderr=file
            )
        program = Program(process, output)
        try:
            yield program
        finally:
            await program.end()

    return running
