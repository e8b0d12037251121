"""What was released goes forward only, and says so before anything is lost."""

import asyncio
import os
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.core.settings import Settings
from app.dao.session import Database
from app.manifest import seed
from tests.databases import copy_of
from tests.lifecycle import contents

BACKEND = Path(__file__).parents[2]
RELEASED = (BACKEND / "migrations/released").read_text(encoding="ascii").strip()


async def _alembic(address: str, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "alembic", *arguments),
        cwd=BACKEND,
        env=os.environ | {"DATABASE_URL": address},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


def test_the_released_revision_is_one_of_ours() -> None:
    script = ScriptDirectory.from_config(Config(str(BACKEND / "alembic.ini")))
    assert RELEASED in {one.revision for one in script.walk_revisions()}


async def test_seeded_data_goes_back_to_the_release_and_no_further(
    template: str, settings: Settings
) -> None:
    async with copy_of(template) as address:
        database = Database(settings.model_copy(update={"database_url": address}))
        async with database.unit_of_work() as session:
            await seed(session, demo=True)
        await database.engine.dispose()
        assert (await _alembic(address, "downgrade", RELEASED))[0] == 0
        before = await contents.tables(database)
        for target in ("base", "-1"):
            code, output = await _alembic(address, "downgrade", target)
            assert code != 0
            assert "only go forward: to go back, restore the backup" in output
        assert await contents.tables(database) == before
        await database.engine.dispose()
        assert (await _alembic(address, "upgrade", "head"))[0] == 0
        async with database.unit_of_work() as session:
            assert await session.scalar(text('SELECT count(*) FROM "user"'))
        await database.close()
