"""Reads cannot write; what is written beside the unit of work stays."""

from datetime import timedelta

import pytest
from asyncpg import ReadOnlySQLTransactionError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core import clock, json
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Database
from app.features.users.dao.signing import COUNT_ATTEMPT


@pytest.fixture
async def process(settings: Settings, engine: AsyncEngine) -> Database:
    """The connections of one process, for real."""
    address = engine.url.render_as_string(hide_password=False)
    return Database(settings.model_copy(update={"database_url": address}))


async def test_the_reads_connections_refuse_to_write(process: Database) -> None:
    with pytest.raises(ReadOnlySQLTransactionError):
        await process.fetch("INSERT INTO role (id, name) VALUES (uuidv7(), 'planted')")
    await process.close()


async def test_a_command_stays_when_the_work_around_it_is_undone(process: Database) -> None:
    now = clock.now()
    values = {"key": f"test:{new_id()}", "now": now, "until": now + timedelta(minutes=1)}
    tries = []
    for _ in range(2):
        async with process.unit_of_work() as session:
            found = await COUNT_ATTEMPT.execute(process, id=new_id(), **values)
            await session.rollback()
        tries.append(json.loads(found or b"")["tries"])
    assert tries == [1, 2]
    await process.close()
