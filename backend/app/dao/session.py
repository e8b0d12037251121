"""Connections and the unit of work: the only place that commits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

import asyncpg
from loguru import logger
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, InvalidatePoolError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import QueuePool

from app.core import json
from app.core.metrics import Gauge
from app.core.settings import Settings
from app.core.transactions import open_transaction
from app.dao.cursor import Cursors
from app.dao.errors import domain_error
from app.dao.races import again_after_races

_AFTER_COMMIT = "after_commit"
_CURSORS = "cursors"
_STATEMENT_CACHE = 512
_CONTROL_CONNECTIONS = 2
_READ_ONLY = {"default_transaction_read_only": "on"}
_SERVER_SETTINGS = {"timezone": "UTC", "application_name": "hostwright"}

AfterCommit = Callable[[], None]
Result = TypeVar("Result")


POOL = Gauge(
    "hostwright_database_connections",
    "Connections to PostgreSQL of all processes.",
    "pool",
    "state",
)


class Work(StrEnum):
    """What a process does with the database, and so how long it may hold others up."""

    REQUEST = "request"
    JOB = "job"
    COMMAND = "command"


def limits(settings: Settings, work: Work) -> dict[str, str]:
    """Return the server's time-outs, in milliseconds, for a kind of work; commands have none."""
    if work is Work.COMMAND:
        return {}
    statement = {
        Work.REQUEST: settings.request_statement_seconds,
        Work.JOB: settings.job_statement_seconds,
    }
    seconds = {
        "statement_timeout": statement[work],
        "lock_timeout": settings.lock_seconds,
        "idle_in_transaction_session_timeout": settings.idle_transaction_seconds,
    }
    return {name: str(int(value * 1000)) for name, value in seconds.items()}


class Reads(Protocol):
    """Runs one prepared statement outside any transaction: the fast path of reads."""

    @property
    def cursors(self) -> Cursors:
        """What signs the places where readers stop in lists."""
        ...

    async def fetch(self, sql: str, *args: object) -> str | None:
        """Return the first column of the first row, or None where there is no row."""
        ...


class Writes(Protocol):
    """Runs one writing statement in a transaction of its own."""

    async def execute(self, sql: str, *args: object) -> str | None:
        """Commit it; return the first column of its first row, None where it has no row."""
        ...


class UnitsOfWork(Protocol):
    """Opens transactions one after another, for work that asks the outside in between."""

    def unit_of_work(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session that is committed at the end of the block (see `Database`)."""
        ...


class Statements(Reads, Writes, Protocol):
    """Both: single statements outside the unit of work, none of which holds a connection after."""


async def _skip_reset(_connection: asyncpg.Connection) -> None:
    """Skip asyncpg's reset round trip: a read leaves nothing behind in its connection."""


def _refuse_closed(connection: Any, *_others: object) -> None:  # noqa: ANN401  SQLAlchemy's wrapper
    """Have the pool open another connection; asking the server each time would be three trips."""
    driver: asyncpg.Connection = connection.driver_connection
    if driver.is_closed():
        raise InvalidatePoolError


class Database:
    """One process's connections: an engine for work, a bare asyncpg pool for JSON reads."""

    def __init__(self, settings: Settings, work: Work = Work.COMMAND) -> None:
        self._settings = settings
        self._server_settings = _SERVER_SETTINGS | limits(settings, work)
        self.cursors = Cursors(settings.secret_key.get_secret_value())
        self.engine: AsyncEngine = create_async_engine(
            settings.database_url,
            pool_size=settings.db_pool_size,
            max_overflow=settings.db_pool_size,
            json_serializer=lambda value: json.dumps(value).decode(),
            json_deserializer=json.loads,
            connect_args={"server_settings": self._server_settings},
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self.sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, info={_CURSORS: self.cursors}
        )
        self._pool: asyncpg.Pool | None = None
        self._control: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Open the pool of the fast reads; opening it again, or twice at once, changes nothing."""
        async with self._opening:
            if self._pool is None:
                self._pool = await self._opened(self._settings.db_pool_size, _READ_ONLY)

    async def _opened(self, size: int, settings: Mapping[str, str]) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._settings.asyncpg_dsn,
            min_size=1,
            max_size=size,
            max_inactive_connection_lifetime=0,
            statement_cache_size=_STATEMENT_CACHE,
            max_cached_statement_lifetime=0,
            server_settings=self._server_settings | dict(settings),
            reset=_skip_reset,
        )

    async def close(self) -> None:
        """Close every connection of this process."""
        for pool in (self._pool, self._control):
            if pool is not None:
                await pool.close()
        await self.engine.dispose()

    def connections(self) -> dict[tuple[str, ...], float]:
        """Return how many connections of each pool are in use, and how many idle."""
        pool = cast("QueuePool", self.engine.pool)
        found: dict[tuple[str, ...], float] = {
            ("work", "used"): pool.checkedout(),
            ("work", "idle"): pool.checkedin(),
        }
        for name, one in (("reads", self._pool), ("control", self._control)):
            if one is not None:
                found[name, "idle"] = one.get_idle_size()
                found[name, "used"] = one.get_size() - one.get_idle_size()
        return found

    async def fetch(self, sql: str, *args: object) -> str | None:
        """Run one prepared statement in autocommit (see `Reads`)."""
        if self._pool is None:
            await self.open()
        assert self._pool is not None  # noqa: S101  opened on the line above
        async with self._pool.acquire() as connection:
            value: str | None = await connection.fetchval(sql, *args)
            return value

    async def execute_now(self, sql: str, *args: object) -> str | None:
        """Run one writing statement in a transaction of its own, and return its first value.

        For the job machinery: it has connections of its own, however busy the others are.
        """
        async with self._opening:
            if self._control is None:
                self._control = await self._opened(_CONTROL_CONNECTIONS, {})
        async with self._control.acquire() as connection:
            value: str | None = await connection.fetchval(sql, *args)
            return value

    async def execute(self, sql: str, *args: object) -> str | None:
        """Run one writing statement and commit it (see `Writes`)."""
        async with self.engine.begin() as connection:
            found = await connection.exec_driver_sql(sql, args)
            value: str | None = found.scalar()
            return value

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """Give a session, commit it at the end of the block, then run what waits for the commit.

        A session that was not used costs no transaction and no connection. Raises the domain error
        of a constraint that refuses at flush or commit.
        """
        session = self.sessions()
        try:
            with open_transaction():
                yield session
                if session.in_transaction():
                    await session.commit()
        except IntegrityError as error:
            raise domain_error(error) from error
        finally:
            await _end(session)
        run_after_commit(session)

    async def transact(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Run `work(session)` in a unit of work and return what it returns.

        A transaction that lost a deadlock or a serialisation race is run again.
        """

        async def attempt() -> Result:
            async with self.unit_of_work() as session:
                return await work(session)

        return await again_after_races(attempt)


async def _end(session: AsyncSession) -> None:
    """Roll back what was not committed, to its end even where the task is cancelled."""
    if session.in_transaction():
        await asyncio.shield(asyncio.create_task(session.close()))
    else:
        session.expunge_all()


def follow_pool(database: Database) -> None:
    """Tell from now on of this process's connections."""
    POOL.follow(database.connections)


class TransactionReads:
    """`Reads` inside a unit of work, so that an answer shows what the work has written."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @property
    def cursors(self) -> Cursors:
        """What signs cursors (see `Reads`)."""
        found: Cursors = self._session.info[_CURSORS]
        return found

    async def fetch(self, sql: str, *args: object) -> str | None:
        """Run one prepared statement on the session's own connection (see `Reads`)."""
        connection = await (await self._session.connection()).get_raw_connection()
        driver = cast("asyncpg.Connection", connection.driver_connection)
        value: str | None = await driver.fetchval(sql, *args)
        return value


def after_commit(session: AsyncSession, callback: AfterCommit) -> None:
    """Run `callback` once the unit of work has committed; it must not block or fail."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)


def run_after_commit(session: AsyncSession) -> None:
    """Run what waited for the commit, once; a failure is logged, for the commit has succeeded."""
    for callback in session.info.pop(_AFTER_COMMIT, []):
        try:
            callback()
        except Exception:  # noqa: BLE001  nothing may turn a commit into a failure
            logger.exception("what waited for a commit failed")
