"""The calendar that the tests of renewal live in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

START = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)
MARCH = datetime(2027, 3, 31, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONTHS = [datetime(2027, month, day, 9, tzinfo=UTC) for month, day in [(2, 28), (3, 31), (4, 30)]]


async def invoices_of(session: AsyncSession, subscription_id: UUID) -> list[tuple[str, datetime]]:
    """Return the state of each renewal's invoice and when it is due, in order."""
    rows = await session.execute(
        text(
            "SELECT status, due_at FROM invoice WHERE subscription_id = :id"
            " AND order_id IS NULL ORDER BY sequence"
        ),
        {"id": subscription_id},
    )
    return [(row.status, row.due_at) for row in rows]
