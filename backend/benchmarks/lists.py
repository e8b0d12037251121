"""The list of services, authenticated, filtered and sorted, against its bare limit."""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from app.core import json
from app.core.settings import get_settings
from app.dao.cursor import Cursors
from app.dao.scope import Scope
from app.features.deployments.dao.reads import services
from app.features.deployments.schemas import Action, ServiceQuery
from benchmarks.data import fill
from benchmarks.load import get, requests_per_second, sign_in
from benchmarks.people import CUSTOMER, form_of
from benchmarks.server import serving

PATH = "/api/v1/services?status=active&sort=-created_at&size=50"
_CONNECTIONS = 16
_REQUESTS, _PLAIN_REQUESTS = 2_000, 200
_ROUNDS = 5
_REACH = 0.85
_PLAIN_REACH = 10


class _Noted(Exception):  # noqa: N818  it carries a statement, nothing went wrong
    def __init__(self, sql: str, arguments: Sequence[object]) -> None:
        super().__init__(sql)
        self.sql, self.arguments = sql, arguments


class _Notebook:
    cursors = Cursors("")

    async def fetch(self, sql: str, *arguments: object) -> str | None:
        raise _Noted(sql, arguments)


async def _statement(account: UUID) -> tuple[str, str]:
    """Return the very statement our endpoint runs, and its arguments as JSON."""
    query = ServiceQuery.model_validate({"status": ["active"], "size": 50})
    try:
        await services(frozenset(Action)).page(_Notebook(), query, Scope.account(account))
    except _Noted as noted:
        return noted.sql, json.dumps(list(noted.arguments)).decode()
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a second, one figure a round."""

    limit: list[float]
    ours: list[float]
    plain: list[float]

    def against(self, other: list[float]) -> float:
        """Return the median of our ratio to another, round by round."""
        return median(a / b for a, b in zip(self.ours, other, strict=True))


async def _rate(port: int, request: bytes, times: int) -> float:
    return await requests_per_second(port, [request] * times, _CONNECTIONS)


async def measure() -> Rates:
    """Run the rounds in turn, so that the machine's moods meet all alike."""
    dsn = get_settings().asyncpg_dsn
    account = await fill(dsn)
    sql, arguments = await _statement(account)
    variables = {
        "BENCH_DSN": dsn,
        "BENCH_SQL": sql,
        "BENCH_ARGUMENTS": arguments,
        "BENCH_ACCOUNT": str(account),
        "LOG_LEVEL": "WARNING",
        "RATE_LIMIT_READ": "1000000/minute",
    }
    rates = Rates([], [], [])
    async with AsyncExitStack() as stack:
        limit = await stack.enter_async_context(serving("benchmarks.bare:Limit", variables))
        ours = await stack.enter_async_context(serving("app.main:create_app", variables))
        plain = await stack.enter_async_context(serving("benchmarks.bare:plain", variables))
        token = await sign_in(ours, form_of(CUSTOMER))
        for turn in range(_ROUNDS + 1):
            found = (
                await _rate(limit, get("/"), _REQUESTS),
                await _rate(ours, get(PATH, token), _REQUESTS),
                await _rate(plain, get("/list"), _PLAIN_REQUESTS),
            )
            if turn:
                for kept, rate in zip((rates.limit, rates.ours, rates.plain), found, strict=True):
                    kept.append(rate)
    return rates


def report(rates: Rates) -> str:
    """Say what was measured, with its n and what is to be reached."""
    rows = [
        ("bare limit", median(rates.limit), ""),
        ("our list", median(rates.ours), ""),
        ("plain SQLModel endpoint", median(rates.plain), ""),
    ]
    lines = [
        f"list of services: {_ROUNDS} rounds of {_REQUESTS} requests, {_CONNECTIONS} connections"
    ]
    lines += [f"  {name:<26}{rate:>9.0f} requests/s" for name, rate, _ in rows]
    limit, plain = rates.against(rates.limit), rates.against(rates.plain)
    lines.append(f"  of the limit              {limit:>9.2f}   (to reach: {_REACH})")
    lines.append(f"  times the plain endpoint  {plain:>9.1f}   (to reach: {_PLAIN_REACH})")
    return "\n".join(lines)


def main() -> None:
    """Measure and report."""
    os.environ.setdefault("ENVIRONMENT", "development")
    sys.stdout.write(report(asyncio.run(measure())) + "\n")
