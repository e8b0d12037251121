"""A `Database` whose every unit of work lives inside one outer transaction, rolled back at the end.

Services, endpoints and jobs run as in production; their commits become savepoints. Reads of the
fast path run on the same connection, so they see what the test wrote.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.settings import Settings
from app.dao.session import Database


class OneTransaction(Database):
    """Hands out sessions bound to the test's connection."""

    def __init__(self, settings: Settings, connection: AsyncConnection) -> None:
        super().__init__(settings)
        self._connection = connection
        self.sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        self.statements = 0

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
