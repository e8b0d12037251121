"""Throw-away databases on the server that the environment names."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

_BACKEND = Path(__file__).parents[1]


def server_address() -> str:
    """Return the address of the test server (TEST_DATABASE_URL, else DATABASE_URL)."""
    found = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if not found:
        message = "tests need a PostgreSQL: set TEST_DATABASE_URL, or run `just test`"
        raise RuntimeError(message)
    return found


def address_of(name: str) -> str:
    """Return the address of a database on the test server."""
    return f"{server_address().rpartition('/')[0]}/{name}"


async def _administer(statement: str) -> None:
    dsn = server_address().replace("postgresql+asyncpg://", "postgresql://", 1)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def migrate(address: str) -> None:
    """Bring a database to the newest schema, as an operator would."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "alembic",
        "upgrade",
        "head",
        cwd=_BACKEND,
        env=os.environ | {"DATABASE_URL": address},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()


@asynccontextmanager
async def migrated_template() -> AsyncIterator[str]:
    """Give the name of a migrated database that others are copied from."""
    name = f"hw_template_{uuid4().hex[:12]}"
    await _administer(f"CREATE DATABASE {name}")
    try:
        await migrate(address_of(name))
        yield name
    finally:
        await _administer(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def copy_of(template: str) -> AsyncIterator[str]:
    """Give the address of a fresh copy of a template (about 50 ms)."""
    name = f"hw_test_{uuid4().hex[:12]}"
    await _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield address_of(name)
    finally:
        await _administer(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def empty_database() -> AsyncIterator[str]:
    """Give the address of a database without tables."""
    name = f"hw_empty_{uuid4().hex[:12]}"
    await _administer(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield address_of(name)
    finally:
        await _administer(f"DROP DATABASE {name} WITH (FORCE)")
