"""Point-in-time recovery as `docs/backup.md` has it, tried with a real PostgreSQL.

A base backup and an archive of the write-ahead log in a folder; then a mistake; then the database
as it was a moment before.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest_asyncio

from infra.local.command import run
from infra.local.paths import BACKEND, VENV_BIN
from infra.local.postgres import ROLE, Postgres
from infra.local.servers import Home, embedded_postgres
from infra.local.supervisor import Supervisor
from infra.local.unprivileged import leave_root

_COPY = "test ! -f {archive}/%f && cp %p {archive}/%f.part && mv {archive}/%f.part {archive}/%f"
_ARCHIVE = f"""
archive_mode = on
archive_command = '{_COPY}'
"""
_RECOVER = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = promote
archive_mode = off
"""
_MISTAKE = "UPDATE plan SET name = 'the same for all'"
_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_DIGEST = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"


class Cluster:
    """A PostgreSQL that runs from its folder until it is stopped."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self.postgres = postgres
        self._supervisor = Supervisor(folder / "logs", folder / "run", print)

    async def start(self) -> None:
        await self._supervisor.start([self.postgres.program()])

    async def stop(self) -> None:
        await self._supervisor.stop()

    async def ask(self, question: str) -> list[asyncpg.Record]:
        dsn = self.postgres.url().replace("postgresql+asyncpg", "postgresql")
        connection = await asyncpg.connect(dsn)
        try:
            return list(await connection.fetch(question))
        finally:
            await connection.close()

    async def contents(self) -> dict[str, str]:
        """Return a digest of every table's rows."""
        tables = [row[0] for row in await self.ask(_TABLES)]
        return {one: (await self.ask(_DIGEST.format(one)))[0][0] for one in tables}

    async def hostwright(self, *arguments: str) -> str:
        """Run the command line on this database."""
        command: list[str | Path] = [VENV_BIN / "python", "-m", "app.cli", *arguments]
        own = {"DATABASE_URL": self.postgres.url(), "ENVIRONMENT": "development"}
        log = self.postgres.data.with_name(f"{arguments[0]}.log")
        return await run(command, cwd=BACKEND, log=log, env=os.environ | own)


def _give(postgres: Postgres, *places: Path) -> None:
    """Let the account that PostgreSQL runs as own these places and what is in them."""
    leaving = leave_root(postgres.binaries / "postgres", postgres.data.parent)
    for place in places:
        for one in (place, *place.rglob("*")):
            leaving.give(one)


@pytest_asyncio.fixture
async def living(tmp_path: Path) -> AsyncIterator[Cluster]:
    """An installation with demo data whose log is archived in `archive`."""
    postgres = embedded_postgres(Home(tmp_path))
    postgres.initialise()
    archive = tmp_path / "archive"
    archive.mkdir()
    _give(postgres, archive)
    with (postgres.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(_ARCHIVE.format(archive=archive))
    cluster = Cluster(postgres, tmp_path)
    try:
        await cluster.start()
        await postgres.create_database()
        await cluster.hostwright("migrate")
        await cluster.hostwright("seed")
        yield cluster
    finally:
        await cluster.stop()


async def _base_backup(cluster: Cluster, target: Path) -> None:
    postgres = cluster.postgres
    place = ["-h", "127.0.0.1", "-p", str(postgres.port), "-U", ROLE]
    command: list[str | Path] = [postgres.binaries / "pg_basebackup", *place, "-D", target]
    env = os.environ | {"PGPASSWORD": postgres.password}
    log = target.with_name("base.log")
    await run([*command, "--checkpoint=fast", "--wal-method=none"], cwd=Path("/"), log=log, env=env)


def _recovering(cluster: Cluster, base: Path, moment: datetime, port: int) -> Postgres:
    """Make the base backup a cluster that replays the archive up to a moment."""
    with (base / "postgresql.conf").open("a", encoding="utf-8") as settings:
        archive = base.parent / "archive"
        settings.write(_RECOVER.format(archive=archive, moment=moment.isoformat()))
    (base / "recovery.signal").touch()
    base.chmod(0o700)
    postgres = replace(cluster.postgres, data=base, port=port)
    _give(postgres, base)
    return postgres


async def test_a_mistake_is_taken_back_to_the_moment_before(
    living: Cluster, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    await _base_backup(living, base)
    owner = ("create-admin", "boss@example.com", "--password", "grey owls count 81", "--yes")
    await living.hostwright(*owner)  # after the base backup: only the log has it
    before = await living.contents()
    moment = (await living.ask("SELECT clock_timestamp()"))[0][0]
    await living.ask(_MISTAKE)
    assert await living.contents() != before
    await living.ask("SELECT pg_switch_wal()")
    await living.stop()  # a clean stop waits until what is full is archived
    await asyncio.to_thread(shutil.rmtree, living.postgres.data)

    port = Home(tmp_path).ports().take("recovered")
    recovered = Cluster(_recovering(living, base, moment, port), tmp_path / "recovered")
    try:
        await recovered.start()
        assert await recovered.contents() == before
        held = await recovered.hostwright("hold")
        assert held == "work is on hold until `hostwright resume`\n"
        assert "BROKEN" not in await recovered.hostwright("verify")
    finally:
        await recovered.stop()
