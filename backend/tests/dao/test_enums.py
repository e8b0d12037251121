"""What the code calls possible, the database holds to: enum columns and their CHECKs agree."""

from collections.abc import Iterator

from sqlalchemy import Enum, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

import app.models  # noqa: F401  every table

_CHECKS = text(
    "SELECT conrelid::regclass::text AS name, pg_get_constraintdef(oid) AS said"
    " FROM pg_constraint WHERE contype = 'c'"
)


def _enums() -> Iterator[tuple[str, str, set[str]]]:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                yield table.name, column.name, set(column.type.enums)


async def test_every_enum_column_takes_its_values_and_no_other(
    connection: AsyncConnection,
) -> None:
    checks = [(row.name.strip('"'), row.said) for row in await connection.execute(_CHECKS)]
    wrong = []
    for table, column, values in _enums():
        one_or_many = (f"(({column})::text = ANY", f"(({column})::text = '")
        said = [
            text_of.split("::text = ", 1)[1]
            for name, text_of in checks
            if name == table and any(one in text_of for one in one_or_many)
        ]
        allowed = [set(part.split("'")[1::2]) for part in said]
        if values not in allowed:
            wrong.append(f"{table}.{column}: {sorted(values)} is not what the database says")
    assert not wrong, "\n".join(wrong)
