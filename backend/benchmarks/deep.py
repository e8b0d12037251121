"""A list read by cursor to its four thousandth page: the last costs what the first did."""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

import asyncpg

from app.core import json
from app.core.settings import get_settings
from app.dao.scope import Scope
from app.dao.session import Database
from app.features.deployments.dao.reads import admin_services
from app.features.deployments.schemas import Action, AdminServiceQuery
from benchmarks.data import fill

_ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
_PAGE = 4_000
_SIZE = 50
_TIMES = 101
_REACH = 1.2


@dataclass(frozen=True, slots=True)
class Depths:
    """Milliseconds a page, the first and a deep one in turn, for each order."""

    rows: int
    ratios: dict[str, float] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)


async def _rows(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM service"))
    finally:
        await connection.close()


async def _page(database: Database, sort: str, cursor: str | None) -> tuple[float, str]:
    asked = {"sort": [sort], "limit": _SIZE} | ({"cursor": cursor} if cursor else {})
    query = AdminServiceQuery.model_validate(asked)
    source = admin_services(frozenset(Action))
    begun = perf_counter()
    found = await source.page(database, query, Scope.all())
    return perf_counter() - begun, json.loads(found)["next_cursor"]


async def measure() -> Depths:
    """Walk to the deep page by cursor, then read it and the first in turn."""
    settings = get_settings()
    await fill(settings.asyncpg_dsn, _ROWS)
    depths = Depths(await _rows(settings.asyncpg_dsn))
    database = Database(settings)
    for sort in ("-created_at", "created_at", "hostname"):
        cursor: str | None = None
        for _ in range(_PAGE - 1):
            _, cursor = await _page(database, sort, cursor)
        pairs = [
            ((await _page(database, sort, None))[0], (await _page(database, sort, cursor))[0])
            for _ in range(_TIMES)
        ]
        depths.ratios[sort] = median(deep / first for first, deep in pairs)
        depths.first[sort] = 1000 * median(first for first, _ in pairs)
    await database.close()
    return depths


def report(depths: Depths) -> str:
    """Say what was measured, with its n and what is to be reached."""
    lines = [f"services by cursor, {depths.rows} rows: page {_PAGE} of {_SIZE} against page 1"]
    lines += [
        f"  {sort:<12}{ratio:>6.2f} times  (page 1: {depths.first[sort]:.2f} ms; reach {_REACH})"
        for sort, ratio in depths.ratios.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and report."""
    os.environ.setdefault("ENVIRONMENT", "development")
    sys.stdout.write(report(asyncio.run(measure())) + "\n")
