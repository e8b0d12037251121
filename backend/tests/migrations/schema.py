"""What of a schema the last release's code can stumble over, and the comparison of two."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

_COLUMNS = """
SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS required,
       a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' AS has_default
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND a.attnum > 0 AND NOT a.attisdropped AND NOT c.relispartition
"""
_RULES = """
SELECT conrelid::regclass::text AS "table", pg_get_constraintdef(oid) AS rule
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'x') AND conparentid = 0
UNION
SELECT indrelid::regclass::text, regexp_replace(pg_get_indexdef(indexrelid), ' INDEX \\S+ ON', '')
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indisunique AND relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_LIST = re.compile(r"ARRAY\[[^\]]*\]")
_WORD = re.compile(r"'([^']*)'")


@dataclass(frozen=True)
class Column:
    """A column as an INSERT and a SELECT of another release meet it."""

    type: str
    required: bool = False
    has_default: bool = False


@dataclass(frozen=True)
class Schema:
    """Columns and rules (checks, keys) by table; enumerations are checks of lists of words."""

    tables: Mapping[str, Mapping[str, Column]]
    rules: Mapping[str, frozenset[str]]


async def read_schema(address: str) -> Schema:
    """Read the schema of the database at this address."""
    connection = await asyncpg.connect(address.replace("postgresql+asyncpg://", "postgresql://", 1))
    try:
        columns = await connection.fetch(_COLUMNS)
        rules = await connection.fetch(_RULES)
    finally:
        await connection.close()
    return Schema(
        tables=_by_table(columns),
        rules={
            table: frozenset(one["rule"] for one in rules if one["table"] == table)
            for table in {one["table"] for one in rules}
        },
    )


def _by_table(columns: list[Any]) -> dict[str, dict[str, Column]]:
    tables: dict[str, dict[str, Column]] = {}
    for one in columns:
        column = Column(one["type"], one["required"], one["has_default"])
        tables.setdefault(one["table"], {})[one["column"]] = column
    return tables


def breaks(old: Schema, new: Schema) -> Iterator[str]:
    """Yield, in one line each, what code written for `old` cannot do any more in `new`."""
    for table, columns in sorted(old.tables.items()):
        if table not in new.tables:
            yield f"{table}: the table is gone"
            continue
        for name, column in columns.items():
            yield from _column(f"{table}.{name}", column, new.tables[table].get(name))
        for name, column in new.tables[table].items():
            if name not in columns and column.required and not column.has_default:
                yield f"{table}.{name}: new, required and without a default: old inserts fail"
        known = old.rules.get(table, frozenset())
        for rule in sorted(new.rules.get(table, frozenset()) - known):
            if not any(_is_laxer(rule, one) for one in known):
                yield f"{table}: a new rule that old rows and inserts may break: {rule}"


def _is_laxer(rule: str, old: str) -> bool:
    """Tell whether a rule is the old one with more words in its list."""
    same = _LIST.sub("", rule) == _LIST.sub("", old)
    return same and set(_WORD.findall(old)) <= set(_WORD.findall(rule))


def _column(place: str, old: Column, new: Column | None) -> Iterator[str]:
    if new is None:
        yield f"{place}: the column is gone"
        return
    if new.type != old.type:
        yield f"{place}: its type was {old.type}, is {new.type}"
    if new.required and not old.required:
        yield f"{place}: it may not be null any more"
    if old.has_default and not new.has_default and new.required:
        yield f"{place}: its default is gone, and it is required"
