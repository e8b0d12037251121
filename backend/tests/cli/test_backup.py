"""Looking at backups on the command line; making and restoring them is `tests/lifecycle`'s."""

import asyncio
from datetime import UTC, datetime
from unittest.mock import create_autospec

import pytest
from typer.testing import CliRunner, Result

from app.cli.program import cli
from app.dao.session import Database
from app.features.backups import service as backups
from app.features.backups.schemas import Manifest, Part
from app.features.backups.service.verifying import Kept, Verified


async def _run(*arguments: str) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(cli, list(arguments)))


async def test_a_key_is_printed_alone_so_that_it_can_be_piped() -> None:
    made = await _run("backup", "key")
    assert made.exit_code == 0
    assert made.stdout.startswith("AGE-SECRET-KEY-1")
    assert made.stdout.count("\n") == 1


async def test_backups_of_another_key_are_listed_with_a_word(
    process: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kept(*_: object) -> Kept:
        ours = create_autospec(Manifest, instance=True)
        ours.name, ours.created_at, ours.files = "ours", datetime(2026, 11, 30, 3, tzinfo=UTC), 2
        ours.database = Part(size=9, digest="")
        return Kept([ours], ["theirs"])

    assert process
    monkeypatch.setattr(backups, "list_backups", kept)
    found = await _run("backup", "list")
    assert found.stdout == (
        "ours  2026-11-30 03:00  9 bytes  2 files\n"
        "theirs  made with another key: set it to read this backup\n"
    )


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
