"""The command line as an operator uses it, on a database of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.cli.program import cli
from app.core import json
from app.core.settings import get_settings
from app.dao.session import Database
from tests.databases import empty_database
from tests.factories.accounts import make_account
from tests.factories.users import make_user

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
        return int(await session.scalar(text(f"SELECT count(*) FROM {question}")) or 0)


async def test_an_installation_is_furnished_once(committed: Database, run: Run) -> None:
    for _ in range(2):
        assert (await run("seed")).exit_code == 0
    people = await _count(committed, '"user"')
    assert people > 0
    assert await _count(committed, "plan") > 0

    made = await _create(run, "boss@example.com", "--yes")
    assert made.exit_code == 0
    assert "boss@example.com is an owner now" in made.stdout
    assert await _count(committed, '"user"') == people + 1

    checked = await run("verify")
    assert checked.exit_code == 0
    assert "BROKEN" not in checked.output
    assert "audit.seals" in checked.output


async def test_production_begins_without_demo_accounts(
    committed: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "a-secret-of-the-tests-0123456789")
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


async def test_a_node_is_registered_with_every_value_and_known_again(
    committed: Database, run: Run
) -> None:
    values = (
        *("--name", "rack-7", "--region", "north", "--driver", "process"),
        *("--endpoint", "/srv/instances", "--public-host", "rack.example"),
        *("--bind", "0.0.0.0", "--internal-host", "10.0.0.7"),
        *("--ports", "30000-30099", "--cpus", "2.5", "--memory-mb", "2048", "--disk-gb", "50"),
        *("--cpu-overcommit", "400", "--memory-overcommit", "150"),
    )
    made = await run("register-node", *values)
    assert made.output == "rack-7: process at /srv/instances: registered\n"

    again = await run("register-node", "--name", "rack-7", "--driver", "process")
    assert again.output.endswith("known already, updated endpoint\n")
    back = await run("register-node", *values[:8])
    assert back.output.endswith("known already, updated endpoint\n")
    assert (await run("register-node", *values)).output.endswith("known already, nothing changed\n")

    async with committed.unit_of_work() as session:
        row = await session.execute(
            text(
                "SELECT region, host, public_host, internal_host, port_from, port_to, cpu_millis,"
                " memory_mb, disk_gb, state FROM node"
            )
        )
        assert tuple(row.one()) == (
            *("north", "0.0.0.0", "rack.example", "10.0.0.7", 30_000, 30_099),
            *(10_000, 3_072, 50, "ready"),
        )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("--ports", "all"), "register-node: invalid literal"),
        (("--driver", "process", "--ports", "30000-20000"), "first port is above the last"),
        (("--driver", "process", "--cpu-overcommit", "50"), "cpu_overcommit_percent"),
        (("--endpoint", "unix:///nothing.sock"), "No Docker Engine answers"),
    ],
)
async def test_a_node_that_cannot_be_is_refused_in_one_line(
    run: Run, values: tuple[str, ...], told: str
) -> None:
    refused = await run("register-node", *values)
    assert refused.exit_code != 0
    assert told in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


GOOD = "correct horse battery"


async def _create(run: Run, email: str, *more: str, password: str = GOOD) -> Result:
    return await run("create-admin", email, "--password", password, *more)


async def test_an_owner_reads_the_language_that_was_given(committed: Database, run: Run) -> None:
    await _create(run, "boss@example.com")
    await _create(run, "second@example.com", "--yes", "--language", "en")
    async with committed.unit_of_work() as session:
        read = await session.execute(text('SELECT email, locale FROM "user"'))
        assert dict(read.tuples().all()) == {"boss@example.com": "ru", "second@example.com": "en"}
    refused = await _create(run, "third@example.com", "--yes", "--language", "de")
    assert refused.exit_code == 2
    assert await _count(committed, '"user"') == 2


async def test_a_second_owner_is_asked_about_first(committed: Database, run: Run) -> None:
    await _create(run, "boss@example.com")
    asked = await _create(run, "second@example.com")
    assert asked.exit_code == 1
    assert (
        "boss@example.com may do everything here already. Add second@example.com?" in asked.output
    )
    assert await _count(committed, '"user"') == 1
    assert (await _create(run, "second@example.com", "--yes")).exit_code == 0
    assert await _count(committed, '"user"') == 2


@pytest.mark.parametrize(
    ("email", "password", "code", "line"),
    [
        ("boss@example.com", "short", 2, "String should have at least 10 characters"),
        ("boss@example.com", "password123", 2, "This password is among the first that are tried"),
        ("boss", GOOD, 2, "value is not a valid email address: "),
        ("taken@example.com", GOOD, 1, "Somebody already uses this address."),
    ],
)
async def test_what_create_admin_refuses_is_one_line(
    committed: Database, run: Run, email: str, password: str, code: int, line: str
) -> None:
    async with committed.unit_of_work() as session:
        await make_user(session, email="taken@example.com")
    refused = await _create(run, email, password=password)
    assert refused.exit_code == code
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"hostwright: {line}")
    assert refused.stderr.count("\n") == 1
    assert password not in refused.stderr


@pytest.mark.parametrize("command", [["verify"], ["seed"], ["migrate"]])
async def test_a_database_that_is_away_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:hunter2@127.0.0.1:1/panel")
    get_settings.cache_clear()
    failed = await run(*command)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("hostwright: the connection failed: ")
    assert failed.stderr.count("\n") == 1
    assert "hunter2" not in failed.stderr


async def test_an_unforeseen_failure_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "first line\nsecond line"
        raise KeyError(message)

    monkeypatch.setattr("app.cli.rules.offenders", fail)
    failed = await run("verify")
    assert failed.exit_code == 1
    assert failed.stderr == "hostwright: KeyError: 'first line\\nsecond line'\n"


async def test_production_adds_nothing_to_a_database_with_demo_data(
    committed: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await run("seed")).exit_code == 0
    people = await _count(committed, '"user"')
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "a-secret-of-the-tests-0123456789")
    get_settings.cache_clear()
    for refused in (await run("seed"), await _create(run, "boss@example.com")):
        assert refused.exit_code == 2
        assert "does not start on a database with demo data" in refused.stderr
    assert await _count(committed, '"user"') == people


async def test_a_backup_is_made_listed_verified_and_restored(
    committed: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = await run("backup")
    assert refused.stderr == (
        "hostwright: Set where backups go and their key: "
        "in the panel, or by BACKUP_URL and BACKUP_KEY.\n"
    )
    monkeypatch.setenv("BACKUP_URL", str(tmp_path / "target"))
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    monkeypatch.setenv("BACKUP_KEY", (await run("backup", "key")).output.strip())
    get_settings.cache_clear()
    assert (await run("seed")).exit_code == 0
    made = await run("backup")
    assert made.exit_code == 0, made.output
    name = made.output.partition(":")[0]
    assert (await run("backup", "list")).output.startswith(f"{name}  20")
    assert (await run("backup", "verify", name)).output == (
        f"{name}: database ok, 0 files read, 0 damaged\n"
    )
    assert await _count(committed, "backup WHERE state = 'done'") == 1

    kept = await run("restore", name)
    assert kept.exit_code == 1
    assert "the database is not empty; --replace drops everything in it" in kept.stderr
    async with empty_database() as address:
        monkeypatch.setenv("DATABASE_URL", address)
        get_settings.cache_clear()
        restored = await run("restore", name)
        assert restored.exit_code == 0, restored.output
        assert restored.output.endswith("on hold until `hostwright resume`\n")
        assert "BROKEN" not in restored.output
        assert (await run("resume")).output == "work continues\n"
        assert (await run("resume")).output == "nothing was on hold\n"
        for _ in range(2):
            assert (await run("hold")).output == "work is on hold until `hostwright resume`\n"
        assert await _count(Database(get_settings()), "work_hold") > 0
        assert (await run("resume")).output == "work continues\n"
