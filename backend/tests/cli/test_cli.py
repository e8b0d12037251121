"""The command line as an operator uses it, on a database of its own."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.cli import cli
from app.core import json
from app.core.settings import get_settings
from app.dao.session import Database
from tests.factories.accounts import make_account

Run = Callable[..., Awaitable[Result]]


@pytest.fixture
def run(process: Database) -> Run:
    """Run a command; it has an event loop of its own, so a thread of its own too."""
    assert process

    async def command(*arguments: str) -> Result:
        return await asyncio.to_thread(lambda: CliRunner().invoke(cli, list(arguments)))

    return command


async def _count(database: Database, question: str) -> int:
    async with database.unit_of_work() as session:
        return int(await session.scalar(text(f"SELECT count(*) FROM {question}")) or 0)  # noqa: S608  the test's own words


async def test_an_installation_is_furnished_once(committed: Database, run: Run) -> None:
    for _ in range(2):
        assert (await run("seed")).exit_code == 0
    people = await _count(committed, '"user"')
    assert people > 0
    assert await _count(committed, "plan") > 0

    made = await run("create-admin", "boss@example.com", "--password", "correct horse battery")
    assert made.exit_code == 0
    assert await _count(committed, '"user"') == people + 1

    checked = await run("verify")
    assert checked.exit_code == 0
    assert "BROKEN" not in checked.output
    assert "audit.seals" in checked.output


async def test_production_begins_without_demo_accounts(
    committed: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    get_settings.cache_clear()
    assert (await run("seed")).exit_code == 0
    assert await _count(committed, "role") > 0
    assert await _count(committed, '"user"') == 0
    assert await _count(committed, "plan") == 0


async def test_verify_names_what_is_broken_and_fails(committed: Database, run: Run) -> None:
    async with committed.unit_of_work() as session:
        account = await make_account(session)
    async with committed.unit_of_work() as session:
        # Behind the triggers' back, as whoever owns the database can.
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("DELETE FROM account_member"))
    checked = await run("verify")
    assert checked.exit_code == 1
    assert "BROKEN  accounts.every_account_has_an_owner" in checked.stdout.splitlines()
    assert str(account.id) in checked.stderr


async def test_the_document_of_the_api_is_printed(run: Run) -> None:
    printed = await run("openapi")
    assert "/api/v1/me" in json.loads(printed.stdout)["paths"]
