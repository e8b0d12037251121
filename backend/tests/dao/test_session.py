import asyncio

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
