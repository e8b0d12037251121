"""Fills every table with as many rows as the reference load, whatever its columns are."""

from collections.abc import Iterator

import asyncpg
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    DateTime,
    Enum,
    LargeBinary,
    Numeric,
    String,
    Table,
    Uuid,
)
from sqlalchemy.types import Integer
from sqlmodel import SQLModel

ROWS = 200_000
ACCOUNTS = 1_000
_FEW = {"node": 20, "role": 8, "staff_role": 40, "plan": 10, "product": 5, "image": 10}
_ID = "('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"
_RULES = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass::text, conname)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE contype IN ('c', 'x') AND pg_class.relnamespace = 'public'::regnamespace
"""
_INDEXES = """
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition,
        indisunique AS one
    FROM pg_index WHERE indrelid = '"{}"'::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def row_id(number: int) -> str:
    """Return the id of a row, the same in every table."""
    return f"00000000-0000-7000-8000-{number:012x}"


def _rows(table: str) -> int:
    return _FEW.get(table, ROWS)


def _owns_many(column: Column[object]) -> bool:
    """Tell what accounts have many of, from what each has one of."""
    return column.table.name not in {"account_member", "ledger_account"}


def _reference(column: Column[object]) -> str:
    """Say which row a foreign key means: few accounts own many rows, other rows one each."""
    for key in column.foreign_keys:
        target = key.column.table.name
        rows = ACCOUNTS if target == "account" and _owns_many(column) else _rows(target)
        return _ID.format(f"1 + n % {rows}")
    if column.name == "account_id":
        return _ID.format(f"1 + n % {ACCOUNTS}")
    return _ID.format("n")


def _value(column: Column[object]) -> str:
    """Write SQL for one column of row `n`."""
    kind = column.type
    if isinstance(kind, Enum):
        first, *others = (f"'{value}'" for value in kind.enums)
        rare = f"(ARRAY[{', '.join(others or [first])}])[1 + n / 10 % {len(others) or 1}]"
        return f"CASE WHEN n % 10 > 0 THEN {first} ELSE {rare} END"
    for match, sql in (
        (Uuid, _reference(column)),
        (Boolean, "n % 50 > 0"),
        (DateTime, f"now() - n % {ROWS} * interval '1 minute'"),
        (Integer | Numeric, "n"),
        (JSON, """'{"params": {"reason": "moved"}}'"""),
        (ARRAY, "'{}'"),
        (LargeBinary, "int4send(n)"),
        (String, f"'{column.name} ' || n || ' of {column.table.name}'"),
    ):
        if isinstance(kind, match):
            return sql
    return "n"


def _filling(table: Table) -> str:
    columns = [column for column in table.columns if column.identity is None]
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(_value(column) for column in columns)
    return (
        f'INSERT INTO "{table.name}" ({names}) SELECT {values}'
        f" FROM generate_series(1, {_rows(table.name)}) n"
    )


def _tables(names: set[str]) -> Iterator[Table]:
    yield from (table for table in SQLModel.metadata.sorted_tables if table.name in names)


async def fill(connection: asyncpg.Connection, names: set[str]) -> None:
    """Write the rows of these tables past every rule but uniqueness, and analyse them."""
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("SET synchronous_commit = off")
    await connection.execute("SET maintenance_work_mem = '256MB'")
    for (statement,) in await connection.fetch(_RULES):
        await connection.execute(statement)
    for table in _tables(names):
        # An autovacuum's snapshot would keep this one from seeing the table as settled.
        await connection.execute(f'ALTER TABLE "{table.name}" SET (autovacuum_enabled = false)')
        indexes = await connection.fetch(_INDEXES.format(table.name))
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['name']}")
        await connection.execute(_filling(table))
        for index in indexes:
            if not index["one"] or "WHERE" not in index["definition"]:
                await connection.execute(index["definition"])
        # Index-only scans cost what they do on a settled table, whenever autovacuum comes.
        await connection.execute(f'VACUUM (ANALYZE) "{table.name}"')
    for table in _tables(names):
        await connection.execute(f'VACUUM "{table.name}"')
