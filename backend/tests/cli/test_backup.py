"""Looking at backups on the command line; making and restoring them is `tests/lifecycle`'s."""

import asyncio
from unittest.mock import create_autospec

import pytest
from typer.testing import CliRunner, Result

from app.cli.program import cli
from app.dao.session import Database
from app.features.backups import service as backups
from app.features.backups.schemas import Manifest
from app.features.backups.service.verifying import Verified


async def _run(*arguments: str) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(cli, list(arguments)))


async def test_a_key_is_printed_alone_so_that_it_can_be_piped() -> None:
    made = await _run("backup", "key")
    assert made.exit_code == 0
    assert made.stdout.startswith("AGE-SECRET-KEY-1")
    assert made.stdout.count("\n") == 1


async def test_damage_is_named_and_ends_with_one(
    process: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def damaged(*_: object) -> Verified:
        return Verified(create_autospec(Manifest, instance=True), files=3, damaged=["files/logo"])

    assert process
    monkeypatch.setattr(backups, "verify_backup", damaged)
    found = await _run("backup", "verify", "somename")
    assert found.exit_code == 1
    assert found.stderr == "DAMAGED files/logo\n"
    assert found.stdout == "somename: database ok, 3 files read, 1 damaged\n"
