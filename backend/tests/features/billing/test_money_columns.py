"""Money has one column type in every table: an amount that fits an invoice fits its price."""

import pytest
from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

_MONEY = frozenset(
    [
        "amount",
        "subtotal",
        "tax",
        "total",
        "paid",
        "credited",
        "unit_amount",
        "setup_fee",
        "balance",
        "price",
        "fee",
        "cost",
    ]
)
# Integers beside a currency that count something else.
_COUNTS = frozenset(
    [
        "payment.checks",
        "service.cpu_millis",
        "service.disk_gb",
        "service.memory_mb",
        "service.repairs",
        "payment.unresolved_calls",
        "subscription.periods",
        "invoice.sequence",
        "credit_note.sequence",
        "subscription.invoice_lead_hours",
        "subscription.grace_hours",
        "subscription.terminate_hours",
        "price.invoice_lead_hours",
        "price.grace_hours",
        "price.terminate_hours",
        "account.version",
    ]
)


def _money_columns() -> dict[str, type]:
    """Return every integer column that is named like money or stands beside a currency."""
    return {
        f"{table.name}.{column.name}": type(column.type)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Integer)
        and (column.name in _MONEY or "currency" in table.columns)
        and f"{table.name}.{column.name}" not in _COUNTS
    }


def test_every_money_column_is_declared_with_the_one_type() -> None:
    columns = _money_columns()
    assert {"price.amount", "order.total", "invoice_line.tax", "payment.amount"} <= set(columns)
    assert {name: kind for name, kind in columns.items() if kind is not BigInteger} == {}


async def test_the_database_has_the_same_type(session: AsyncSession) -> None:
    rows = await session.execute(
        text(
            "SELECT table_name || '.' || column_name AS name, data_type"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
    )
    kinds = {row.name: row.data_type for row in rows}
    assert {kinds[name] for name in _money_columns()} == {"bigint"}


@pytest.mark.parametrize("name", sorted(_COUNTS))
def test_what_is_excepted_is_there(name: str) -> None:
    table, _, column = name.partition(".")
    assert column in SQLModel.metadata.tables[table].columns
