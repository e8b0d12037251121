import asyncio

from sqlalchemy import text

from app.core.settings import Settings
from app.dao.session import Database


async def test_the_first_reads_at_once_share_one_pool(
    committed: Database, settings: Settings
) -> None:
    fresh = Database(committed._settings)
    reads = [fresh.fetch("SELECT pg_backend_pid()::text") for _ in range(20)]
    await asyncio.gather(*reads)
    connected = await committed.fetch(
        "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND application_name = 'hostwright'"
    )
    assert 0 < int(connected or 0) <= settings.db_pool_size
    await fresh.close()


async def test_work_goes_on_after_the_server_closed_the_connections(committed: Database) -> None:
    async def backend() -> int:
        async with committed.unit_of_work() as session:
            found: int = await session.scalar(text("SELECT pg_backend_pid()"))
            return found

    closed = await backend()
    assert await backend() == closed
    await committed.fetch(f"SELECT pg_terminate_backend({closed}, 5000)::text")
    assert await backend() != closed
