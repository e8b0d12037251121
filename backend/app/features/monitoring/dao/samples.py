"""Statements on samples and their roll-up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import CursorResult, delete, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.features.monitoring.models import Sample, SampleRollup

SampleRecord = tuple[UUID, datetime, float, float]

_COLUMNS = ("service_id", "at", "cpu_percent", "memory_mb")

# What a crash of the server takes with it is the last quarter of a second of readings.
_LAZY_COMMIT = text("SET LOCAL synchronous_commit = off")

# Begins with the newest slot that is written, so that a slot left half-way is made whole and a
# pause of the workers is made up for; writing a slot again gives the same averages.
_ROLL_UP = text(
    """
    INSERT INTO sample_rollup (service_id, at, cpu_percent, memory_mb, samples)
    SELECT service_id, date_bin(CAST(:slot AS interval), at, TIMESTAMPTZ 'epoch') AS slot_at,
           avg(cpu_percent), avg(memory_mb), count(*)
    FROM sample
    WHERE at >= coalesce((SELECT max(at) FROM sample_rollup), '-infinity')
    GROUP BY service_id, slot_at
    ORDER BY service_id, slot_at
    ON CONFLICT (service_id, at) DO UPDATE SET
        cpu_percent = excluded.cpu_percent,
        memory_mb = excluded.memory_mb,
        samples = excluded.samples
    """
)


class SampleDAO:
    """The samples, written in bulk and read by the graphs' own statements."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def copy(self, records: Sequence[SampleRecord]) -> None:
        """Write readings by COPY, twice as fast as an INSERT of arrays."""
        await self.session.execute(_LAZY_COMMIT)
        connection = await self.session.connection()
        raw = await connection.get_raw_connection()
        driver = cast("asyncpg.Connection", raw.driver_connection)
        await driver.copy_records_to_table(
            Sample.__tablename__, records=records, columns=list(_COLUMNS)
        )

    async def roll_up(self, slot: timedelta) -> int:
        """Average the samples by slots of time and return how many slots were written."""
        return await self._count(_ROLL_UP, {"slot": slot})

    async def delete_samples(self, before: datetime) -> int:
        """Delete older samples and return how many there were."""
        return await self._count(delete(Sample).where(col(Sample.at) < before))

    async def delete_rollups(self, before: datetime) -> int:
        """Delete older roll-ups and return how many there were."""
        return await self._count(delete(SampleRollup).where(col(SampleRollup.at) < before))

    async def _count(self, statement: Any, values: dict[str, Any] | None = None) -> int:  # noqa: ANN401  any statement
        done = await self.session.execute(
            statement, values, execution_options={"synchronize_session": False}
        )
        return cast("CursorResult[Any]", done).rowcount
