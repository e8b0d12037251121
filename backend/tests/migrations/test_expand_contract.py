"""While an upgrade rolls, the last release's code runs on the new schema: nothing it uses goes."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.databases import copy_of, empty_database
from tests.migrations.schema import Column, Schema, breaks, read_schema

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ALLOWED = MIGRATIONS / "allowed-breaks.txt"


@pytest.fixture
async def released() -> AsyncIterator[Schema]:
    """The schema that the last release was written for."""
    revision = (MIGRATIONS / "released").read_text(encoding="ascii").strip()
    async with empty_database() as address:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "alembic", "upgrade", revision),
            cwd=MIGRATIONS.parent,
            env=os.environ | {"DATABASE_URL": address},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        yield await read_schema(address)


def allowed() -> set[str]:
    """Return the breaks that somebody has given a reason for, in a comment above each."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines() if ALLOWED.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


async def test_nothing_that_the_last_release_uses_is_taken_away(
    template: str, released: Schema
) -> None:
    async with copy_of(template) as address:
        found = set(breaks(released, await read_schema(address)))
    assert found - allowed() == set(), "expand now, contract a release later (ADR 0079)"
    assert allowed() - found == set(), "allowed-breaks.txt names what is no break any more"


_NEW_RULE = "invoice: a new rule that old rows and inserts may break"
_OLD = Schema(
    tables={"invoice": {"number": Column("text"), "total": Column("bigint", required=True)}},
    rules={"invoice": frozenset({"CHECK ((state = ANY (ARRAY['paid', 'void'])))"})},
)


def _with(**columns: Column) -> Schema:
    return replace(_OLD, tables={"invoice": {**_OLD.tables["invoice"], **columns}})


def _ruled(rule: str) -> Schema:
    return replace(_OLD, rules={"invoice": frozenset({rule})})


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (_OLD, []),
        (_with(note=Column("text")), []),
        (_with(note=Column("text", required=True, has_default=True)), []),
        (_ruled("CHECK ((state = ANY (ARRAY['open', 'paid', 'void'])))"), []),
        (replace(_OLD, rules={}), []),
        (replace(_OLD, tables={}), ["invoice: the table is gone"]),
        (
            replace(_OLD, tables={"invoice": {"total": Column("bigint", required=True)}}),
            ["invoice.number: the column is gone"],
        ),
        (
            _with(total=Column("integer", required=True)),
            ["invoice.total: its type was bigint, is integer"],
        ),
        (
            _with(number=Column("text", required=True)),
            ["invoice.number: it may not be null any more"],
        ),
        (
            _with(note=Column("text", required=True)),
            ["invoice.note: new, required and without a default: old inserts fail"],
        ),
        (
            _ruled("UNIQUE (number)"),
            [f"{_NEW_RULE}: UNIQUE (number)"],
        ),
        (
            _ruled("CHECK ((state = ANY (ARRAY['paid'])))"),
            [f"{_NEW_RULE}: CHECK ((state = ANY (ARRAY['paid'])))"],
        ),
    ],
)
def test_what_breaks_old_code_is_seen(new: Schema, found: list[str]) -> None:
    assert list(breaks(_OLD, new)) == found


def test_a_default_that_goes_is_seen() -> None:
    old = _with(note=Column("text", required=True, has_default=True))
    new = _with(note=Column("text", required=True))
    assert list(breaks(old, new)) == ["invoice.note: its default is gone, and it is required"]
