"""What production asks of its database before a process serves anybody."""

import asyncio
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from asgi_lifespan import LifespanManager
from celery.signals import beat_init, worker_init
from celery.utils.dispatch import Signal
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Environment, Settings, get_settings
from app.dao.session import Database
from app.features.roles import service as roles
from app.features.users import service as users
from app.main import create_app
from app.start import refusal
from tests.factories.users import make_user

SECRET = "a-secret-of-the-tests-0123456789"


@pytest.fixture(autouse=True)
def _no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests leave is still looked for: this process begins nothing and stays."""
    monkeypatch.setattr("app.core.garbage.settle", lambda: None)


@pytest.fixture
def production(settings: Settings) -> Settings:
    return settings.model_copy(update={"environment": Environment.PRODUCTION})


async def _demo(database: Database) -> None:
    async with database.unit_of_work() as session:
        await roles.seed(session)
        await users.seed(session)


async def test_the_api_does_not_start_in_production_on_demo_data(
    committed: Database, production: Settings
) -> None:
    await _demo(committed)
    application = create_app(production, committed)
    said: list[MutableMapping[str, Any]] = []

    async def begin() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def note(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    await application({"type": "lifespan"}, begin, note)
    (refused,) = said
    assert refused["type"] == "lifespan.startup.failed"
    assert "demo data (users)" in refused["message"]
    assert "create-admin" in refused["message"]


async def test_the_api_starts_in_production_on_a_database_of_its_own(
    committed: Database, production: Settings
) -> None:
    async with committed.unit_of_work() as session:
        await make_user(session, email="boss@hoster.example")
    application: FastAPI = create_app(production, committed)
    async with LifespanManager(application, startup_timeout=60, shutdown_timeout=60) as running:
        assert running.app is not None


async def test_development_starts_on_demo_data(session: AsyncSession, database: Database) -> None:
    await roles.seed(session)
    await users.seed(session)
    assert await refusal(database, production=False) is None
    line = await refusal(database, production=True)
    assert line is not None
    assert "\n" not in line


async def test_a_database_that_is_away_is_for_the_health_checks_to_tell(
    settings: Settings,
) -> None:
    away = settings.model_copy(update={"database_url": "postgresql+asyncpg://u:p@127.0.0.1:1/d"})
    database = Database(away)
    assert await refusal(database, production=True) is None
    await database.close()


@pytest.fixture
def production_process(process: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", SECRET)
    get_settings.cache_clear()
    yield process
    get_settings.cache_clear()


@pytest.mark.parametrize("signal", [worker_init, beat_init], ids=["worker", "beat"])
async def test_neither_worker_nor_scheduler_starts_in_production_on_demo_data(
    production_process: Database, capsys: pytest.CaptureFixture[str], signal: Signal
) -> None:
    async with production_process.unit_of_work() as session:
        await make_user(session, email="admin@example.com")
    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(signal.send, sender=None)
    assert ended.value.code == 2
    assert "does not start on a database with demo data (users)" in capsys.readouterr().err


@pytest.mark.parametrize("signal", [worker_init, beat_init], ids=["worker", "beat"])
async def test_worker_and_scheduler_start_in_production_on_a_database_of_its_own(
    production_process: Database, capsys: pytest.CaptureFixture[str], signal: Signal
) -> None:
    async with production_process.unit_of_work() as session:
        await make_user(session, email="boss@hoster.example")
    await asyncio.to_thread(signal.send, sender=None)
    assert "does not start" not in capsys.readouterr().err


@pytest.mark.parametrize("signal", [worker_init, beat_init], ids=["worker", "beat"])
async def test_worker_and_scheduler_start_elsewhere_on_demo_data(
    process: Database, capsys: pytest.CaptureFixture[str], signal: Signal
) -> None:
    async with process.unit_of_work() as session:
        await make_user(session, email="admin@example.com")
    await asyncio.to_thread(signal.send, sender=None)
    assert "does not start" not in capsys.readouterr().err
