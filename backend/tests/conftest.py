"""Fixtures every test may ask for: a real PostgreSQL, one outer transaction per test."""

import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from app.celery import dispatch
from app.celery.worker import load_tasks
from app.core.settings import Environment, Settings, get_settings
from app.core.transactions import require_none_open
from app.dao.session import Database
from app.events.dao import AuditDAO
from app.main import configure_state, create_app
from tests.audit_words import put_checked
from tests.caching import refuse_uncached
from tests.databases import copy_of, migrated_template
from tests.eventually import eventually as eventually  # noqa: PLC0414  a fixture for all
from tests.fakes.small_disk import small_disk as small_disk  # noqa: PLC0414  a fixture for all
from tests.jobs import drain_jobs
from tests.one_transaction import OneTransaction

load_tasks()

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("unhurried", parent=hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")

_OBJECTS_BETWEEN_LOOKS = 20_000


def pytest_collection_finish() -> None:
    """Spare what was imported from every later search for cycles: it is most of all there is."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)


@pytest.fixture(scope="session", autouse=True)
def _statements_have_cache_keys() -> Iterator[None]:
    """Refuse what SQLAlchemy would compile anew at every execution (see `dao.upsert`)."""
    event.listen(Engine, "before_cursor_execute", refuse_uncached)
    yield
    event.remove(Engine, "before_cursor_execute", refuse_uncached)


@pytest.fixture(scope="session")
async def template() -> AsyncIterator[str]:
    async with migrated_template() as name:
        yield name


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("instances")
    return Settings(
        environment=Environment.TEST,
        public_url="http://panel.test",
        driver_plugins="process=sandbox.process.driver:connect",
        instances_dir=folder,
        sandbox_payments_webhook_secret="webhook-secret-of-the-tests",
        sandbox_payments_secret="api-key-of-the-tests",
        log_level="WARNING",
        rate_limit_auth="10000/second",
        rate_limit_write="10000/second",
        rate_limit_read="10000/second",
    )


@pytest.fixture(scope="session")
async def engine(template: str) -> AsyncIterator[AsyncEngine]:
    async with copy_of(template) as address:
        made = create_async_engine(address, connect_args={"server_settings": {"timezone": "UTC"}})
        yield made
        await made.dispose()


@pytest.fixture(scope="session", autouse=True)
def _acts_are_put_into_words() -> Iterator[None]:
    """Refuse a detail of the audit that has no name in either language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AuditDAO, "put", put_checked)
        yield


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are rows; the broker only carries messages that tests drain by hand."""
    monkeypatch.setattr(dispatch, "_send", lambda _message: None)
    monkeypatch.setattr("app.events.outbox.wake_soon", lambda: None)


@pytest.fixture(autouse=True)
def emails(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """Every email that jobs of this test sent; none leaves the process."""
    sent: list[EmailMessage] = []

    async def keep(_settings: Settings, mail: EmailMessage) -> None:
        require_none_open("an email")
        sent.append(mail)

    monkeypatch.setattr("app.features.notifications.service.emails.deliver", keep)
    return sent


_COMMITTED = text(
    "SELECT (SELECT count(*) FROM attempt_count) + (SELECT count(*) FROM idempotency_key)"
    " + (SELECT count(*) FROM job) + (SELECT count(*) FROM event)"
)
"""Rows of what is written past SQLAlchemy; whatever stays is found by another test."""


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as opened:
        transaction = await opened.begin()
        # The driver begins with the first statement: one that goes past SQLAlchemy would stay.
        await opened.execute(text("SELECT 1"))
        yield opened
        await transaction.rollback()
        left = await opened.scalar(_COMMITTED)
        assert left == 0, f"{left} rows were committed outside of the test's transaction"


@pytest.fixture
async def database(settings: Settings, connection: AsyncConnection) -> OneTransaction:
    """The process's database, kept inside the test's transaction."""
    return OneTransaction(settings, connection)


@pytest.fixture
async def session(database: OneTransaction) -> AsyncIterator[AsyncSession]:
    """A session for arranging and looking; what it flushes, the application sees."""
    async with database.sessions() as opened:
        yield opened


@pytest.fixture(scope="session")
def application(settings: Settings) -> FastAPI:
    """The API, put together once: that costs more than most tests."""
    return create_app(settings)


@pytest.fixture
async def app(application: FastAPI, settings: Settings, database: OneTransaction) -> FastAPI:
    """The API inside the test's transaction."""
    configure_state(application, settings, database)
    return application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client of the API, inside the test's transaction."""
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as opened:
        yield opened


@pytest.fixture
def drain(database: OneTransaction) -> Callable[[], Coroutine[Any, Any, int]]:
    """Run every pending job in process, and the jobs they make; return how many ran."""

    async def run() -> int:
        return await drain_jobs(database)

    return run


@pytest.fixture
async def committed(template: str, settings: Settings) -> AsyncIterator[Database]:
    """A database of its own where commits are real: for races, lifecycles and faults."""
    async with copy_of(template) as address:
        made = Database(settings.model_copy(update={"database_url": address}))
        yield made
        await made.close()


@pytest.fixture
def process(committed: Database) -> Iterator[Database]:
    """The database that this process's environment names, as a worker or the command line has it.

    It may run in another thread than the tests' loop, which belongs to this one.
    """
    address = committed.engine.url.render_as_string(hide_password=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", address)
        get_settings.cache_clear()
        yield committed
    get_settings.cache_clear()


@pytest.fixture
def statements(connection: AsyncConnection) -> Iterator[list[str]]:
    """Every SQL statement the test's connection ran through SQLAlchemy."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection.sync_connection, "before_cursor_execute", note)
