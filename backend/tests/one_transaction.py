"""A `Database` whose every unit of work lives inside one outer transaction, rolled back at the end.

Services, endpoints and jobs run as in production; their commits become savepoints. Reads of the
fast path run on the same connection, so they see what the test wrote.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.core.settings import Settings
from app.core.transactions import open_transaction
from app.dao.errors import domain_error
from app.dao.session import Database, run_after_commit


class OneTransaction(Database):
    """Hands out sessions bound to the test's connection."""

    def __init__(self, settings: Settings, connection: AsyncConnection) -> None:
        super().__init__(settings)
        self._connection = connection
        self.statements = 0

    def session(self) -> AsyncSession:
        """Return a session inside the outer transaction."""
        return AsyncSession(
            self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        async with self.session() as session:
            try:
                with open_transaction():
                    yield session
                    if session.in_transaction():
                        await session.commit()
            except IntegrityError as error:
                raise domain_error(error) from error
        run_after_commit(session)

    async def fetch(self, sql: str, *args: object) -> str | None:
        raw = await self._connection.get_raw_connection()
        assert raw.driver_connection is not None
        self.statements += 1
        value: str | None = await raw.driver_connection.fetchval(sql, *args)
        return value

    async def execute_now(self, sql: str, *args: object) -> str | None:
        raw = await self._connection.get_raw_connection()
        assert raw.driver_connection is not None
        value: str | None = await raw.driver_connection.fetchval(sql, *args)
        return value

    async def execute(self, sql: str, *args: object) -> str | None:
        return await self.fetch(sql, *args)
