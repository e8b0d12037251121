"""The broker, and the scheduler by what it keeps there."""

from dataclasses import dataclass
from typing import Any, cast

import redis.asyncio as aioredis

from app.core import clock
from app.core.settings import Settings

_SCHEDULE = "redbeat::schedule"
"""RedBeat's sorted set of periodic tasks by the time at which each is due next."""


@dataclass(frozen=True, slots=True)
class BrokerReport:
    """The broker answers; `scheduler_lag` in seconds, None where no scheduler has ever run."""

    scheduler_lag: float | None


async def ask_broker(settings: Settings, seconds: float) -> BrokerReport:
    """Ask both in two round trips; raises RedisError or OSError where one is away.

    A connection of its own for each question: there is one a second at most.
    """
    waits = {"socket_timeout": seconds, "socket_connect_timeout": seconds}
    for address in {settings.celery_broker_url} - {settings.redis_url}:
        async with _client(address, waits) as broker:
            await broker.ping()
    async with _client(settings.redis_url, waits) as client:
        due = await client.zrange(_SCHEDULE, 0, 0, withscores=True)
    if not due:
        return BrokerReport(None)
    return BrokerReport(max(0.0, clock.now().timestamp() - float(due[0][1])))


def _client(address: str, waits: dict[str, float]) -> Any:  # noqa: ANN401  untyped in the library
    return cast("Any", aioredis.Redis).from_url(address, **waits)
