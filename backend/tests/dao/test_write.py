"""Reads cannot write; what is written beside the unit of work stays."""

from datetime import timedelta

import pytest
from asyncpg import ReadOnlySQLTransactionError

from app.core import clock, json
from app.core.ids import new_id
from app.dao.session import Database
from app.features.users.dao.signing import COUNT_ATTEMPT


async def test_the_reads_connections_refuse_to_write(committed: Database) -> None:
    with pytest.raises(ReadOnlySQLTransactionError):
        await committed.fetch("INSERT INTO role (id, name) VALUES (uuidv7(), 'planted')")


async def test_a_command_stays_when_the_work_around_it_is_undone(committed: Database) -> None:
    now = clock.now()
    values = {"key": f"test:{new_id()}", "now": now, "until": now + timedelta(minutes=1)}
    tries = []
    for _ in range(2):
        async with committed.unit_of_work() as session:
            found = await COUNT_ATTEMPT.execute(committed, id=new_id(), **values)
            await session.rollback()
        tries.append(json.loads(found or b"")["tries"])
    assert tries == [1, 2]
