"""A graph of any length reads one bounded range of one index."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock, json
from app.core.ids import new_id
from app.dao.cursor import Cursors
from app.features.monitoring import service
from app.features.monitoring.models import METRICS
from app.features.monitoring.schemas import MetricsQuery, MetricsRange
from tests.factories.accounts import Customer
from tests.factories.monitoring import make_service

_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SERVICES = 4
_LEVELS = {
    "sample": ("15 seconds", "1 day"),
    "sample_rollup": ("5 minutes", "14 days"),
    "sample_hour": ("1 hour", "92 days"),
    "sample_day": ("1 day", "400 days"),
}
_MOST_ROWS = 2100
_MOST_BUFFERS = 1000


class _Explain:
    """Reads that are explained by the database instead of answered."""

    cursors = Cursors("")

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self.plan: dict[str, Any] = {}

    async def fetch(self, sql: str, *arguments: object) -> str:
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"
        answer = await self._connection.fetchval(explained, *arguments)
        self.plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
        return "{}"


async def _fill(session: AsyncSession, service_id: UUID) -> None:
    """Keep as much as retention keeps of the service and some others."""
    services = [service_id, *(new_id() for _ in range(_SERVICES))]
    for table, (slot, kept) in _LEVELS.items():
        counted = ", samples" if table != "sample" else ""
        await session.execute(
            text(
                f"INSERT INTO {table} (service_id, at, {', '.join(METRICS)}{counted})"
                f" SELECT service, at, {', '.join('1' for _ in METRICS)}{counted and ', 20'}"
                " FROM unnest(CAST(:services AS uuid[])) service, generate_series("
                f" date_bin('{slot}', CAST(:now AS timestamptz) - interval '{kept}', 'epoch'),"
                f" :now, interval '{slot}') at"
            ),
            {"services": services, "now": _NOW},
        )
        await session.execute(text(f"ANALYZE {table}"))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


async def test_a_year_is_as_bounded_a_read_as_an_hour(
    session: AsyncSession, customer: Customer, node: UUID
) -> None:
    service_id = (await make_service(session, customer.account_id, node)).id
    await _fill(session, service_id)
    raw = await (await session.connection()).get_raw_connection()
    reads = _Explain(cast("asyncpg.Connection", raw.driver_connection))
    caller = Principal(
        user_id=new_id(),
        session_id=None,
        account_id=customer.account_id,
        permissions=frozenset(),
        staff_permissions=frozenset(),
    )
    read_from = {}
    for interval in MetricsRange:
        with clock.freeze(_NOW):
            await service.read_metrics(reads, caller, service_id, MetricsQuery(range=interval))
        scans = [one for one in _nodes(reads.plan) if "sample" in one.get("Relation Name", "")]
        assert {one["Node Type"] for one in scans} <= {"Index Only Scan", "Bitmap Heap Scan"}
        longest = max(scans, key=lambda one: one["Actual Rows"])
        assert longest["Actual Rows"] <= _MOST_ROWS, interval
        assert reads.plan["Shared Hit Blocks"] + reads.plan["Shared Read Blocks"] < _MOST_BUFFERS
        read_from[interval.value] = longest["Relation Name"]
    assert read_from == {
        "1h": "sample",
        "6h": "sample",
        "24h": "sample_rollup",
        "7d": "sample_rollup",
        "30d": "sample_hour",
        "1y": "sample_day",
    }
