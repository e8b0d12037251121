"""Statements on samples and their roll-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import CursorResult, TextClause, delete, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.features.monitoring.models import (
    METRICS,
    Sample,
    SampleDay,
    SampleHour,
    SampleRollup,
)

SampleRecord = tuple[UUID, datetime, *tuple[float | None, ...]]
"""A service, a moment, and a value for each of METRICS."""

RollupTable = type[SampleRollup | SampleHour | SampleDay]

_COLUMNS = ("service_id", "at", *METRICS)

# What a crash of the server takes with it is the last quarter of a second of readings.
_LAZY_COMMIT = text("SET LOCAL synchronous_commit = off")

# Begins with the newest slot that is written, so that a slot left half-way is made whole and a
# pause of the workers is made up for, `stretch` at a time from where there is something; writing
# a slot again gives the same averages.
_ROLL_UP = """
    WITH newest AS (SELECT coalesce(max(at), '-infinity') AS at FROM {target}),
    bounds AS (
        SELECT newest.at AS begin,
               coalesce(
                   (SELECT min(source.at) FROM {source} source
                    WHERE source.at >= newest.at + CAST(:slot AS interval)),
                   newest.at + CAST(:slot AS interval)
               ) + CAST(:stretch AS interval) AS until
        FROM newest
    )
    INSERT INTO {target} (service_id, at, {names}, samples)
    SELECT service_id, date_bin(CAST(:slot AS interval), at, TIMESTAMPTZ 'epoch') AS slot_at,
           {averages}, {count}
    FROM {source}
    WHERE at >= (SELECT begin FROM bounds) AND at < (SELECT until FROM bounds)
    GROUP BY service_id, slot_at
    ORDER BY service_id, slot_at
    ON CONFLICT (service_id, at) DO UPDATE SET {updates}
"""


def _roll_up(source: type[Sample] | RollupTable, target: RollupTable) -> TextClause:
    weighted = source is not Sample
    average = "sum({0} * samples) / sum(samples) FILTER (WHERE {0} IS NOT NULL)"
    return text(
        _ROLL_UP.format(
            source=source.__tablename__,
            target=target.__tablename__,
            names=", ".join(METRICS),
            averages=", ".join((average if weighted else "avg({0})").format(m) for m in METRICS),
            count="sum(samples)" if weighted else "count(*)",
            updates=", ".join(f"{name} = excluded.{name}" for name in (*METRICS, "samples")),
        )
    )


@dataclass(frozen=True)
class Level:
    """Averages by `slot`, made from `source` at most `stretch` at a time and kept for `keep`."""

    table: RollupTable
    source: type[Sample] | RollupTable
    slot: timedelta
    stretch: timedelta
    keep: timedelta

    @cached_property
    def statement(self) -> TextClause:
        """The statement that writes the newest averages."""
        return _roll_up(self.source, self.table)


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
        await driver.copy_records_to_table(Sample.__tablename__, records=records, columns=_COLUMNS)

    async def roll_up(self, level: Level) -> int:
        """Write the newest averages of a level and return how many slots were written."""
        values = {"slot": level.slot, "stretch": level.stretch}
        return await self._count(level.statement, values)

    async def delete_samples(self, before: datetime) -> int:
        """Delete older samples and return how many there were."""
        return await self._count(delete(Sample).where(col(Sample.at) < before))

    async def delete_rollups(self, level: Level, now: datetime, further: Level | None) -> int:
        """Delete averages past their time and return how many.

        What the further level has not taken in yet waits as long again, and then goes by whole
        slots of that level, which would be averaged from a part of them otherwise.
        """
        at, before = col(level.table.at), now - level.keep
        rows = delete(level.table).where(at < before)
        if further is not None:
            newest = select(func.max(col(further.table.at))).scalar_subquery()
            late = before - level.keep
            late -= (late - datetime.fromtimestamp(0, UTC)) % further.slot
            rows = rows.where(or_(at < newest, at < late))
        return await self._count(rows)

    async def _count(self, statement: Any, values: dict[str, Any] | None = None) -> int:  # noqa: ANN401  any statement
        done = await self.session.execute(
            statement, values, execution_options={"synchronize_session": False}
        )
        return cast("CursorResult[Any]", done).rowcount
