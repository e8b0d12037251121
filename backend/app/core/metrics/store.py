"""Where processes add up what they count: one hash in Redis, so that any of them can tell all.

A process that dies takes its last seconds with it and nothing else: no sum ever falls, as it would
if each had a sum of its own. Gauges are told apart and forgotten when their process is silent.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from socket import gethostname
from time import time
from typing import Any

import redis.asyncio as aioredis
from loguru import logger

from app.core import json
from app.core.ids import new_id
from app.core.metrics.instruments import Key, declared, gauges, put_back, take, take_outcomes

EVERY_SECONDS = 2.0
_SILENT_SECONDS = 15.0
_COUNTED = "hostwright:metrics:counted"
_PROCESSES = "hostwright:metrics:processes"
_OUTCOMES = "hostwright:metrics:outcomes"
_PROCESS_METRIC = "hostwright_processes"


class Publisher:
    """Tells the others what this process has counted, every few seconds."""

    def __init__(self, redis_url: str, role: str, queues: Sequence[str] = ()) -> None:
        self._redis_url = redis_url
        self._about = {"host": gethostname(), "pid": os.getpid(), "queues": list(queues)}
        self._since = time()
        self._role = role
        self._id = str(new_id())
        self._client: aioredis.Redis | None = None

    async def run(self) -> None:
        """Publish until cancelled, then once more."""
        away = False
        try:
            while True:
                await asyncio.sleep(EVERY_SECONDS)
                try:
                    await self.publish()
                except Exception as error:  # noqa: BLE001  counted on, and told later
                    if not away:
                        logger.warning("metrics wait, their store is away: {!r}", error)
                    away = True
                else:
                    away = False
        finally:
            await self._close()

    async def publish(self) -> None:
        """Add what was counted since the last time; raises what Redis raises, and loses nothing."""
        if self._client is None:
            self._client = aioredis.from_url(self._redis_url)
        taken = take()
        now = {"at": time(), "since": self._since, "role": self._role, "gauges": gauges()}
        now |= self._about
        pipe = self._client.pipeline(transaction=True)
        for key, value in taken.items():
            pipe.hincrbyfloat(_COUNTED, json.dumps(key).decode(), value)
        for about, moment in take_outcomes().items():
            pipe.hset(_OUTCOMES, json.dumps(about).decode(), str(moment))
        pipe.hset(_PROCESSES, self._id, json.dumps(now).decode())
        try:
            await pipe.execute()
        except BaseException:
            put_back(taken)
            raise

    async def _close(self) -> None:
        if self._client is None:
            return
        try:
            async with asyncio.timeout(1):
                await self.publish()
                await self._client.hdel(_PROCESSES, self._id)
        except Exception as error:  # noqa: BLE001  it is over anyway
            logger.debug("the last metrics are lost: {!r}", error)
        await self._client.aclose()


async def totals(client: aioredis.Redis) -> dict[Key, float]:
    """Return what all processes counted, and the gauges of those that live, added up."""
    pipe = client.pipeline(transaction=False)
    pipe.hgetall(_COUNTED)
    pipe.hgetall(_PROCESSES)
    counted, processes = await pipe.execute()
    found = {
        key: float(value)
        for key, value in ((tuple(json.loads(name)), value) for name, value in counted.items())
        if key[0] in declared()
    }
    silent = []
    for name, told in processes.items():
        process = json.loads(told)
        if process["at"] < time() - _SILENT_SECONDS:
            silent.append(name)
            continue
        _add(found, [*process["gauges"], [[_PROCESS_METRIC, "", process["role"]], 1]])
    if silent:
        await client.hdel(_PROCESSES, *silent)
    return found


def _add(found: dict[Key, float], told: Sequence[Any]) -> None:
    for key, value in told:
        found[tuple(key)] = found.get(tuple(key), 0) + value


async def roles(client: aioredis.Redis) -> Mapping[str, int]:
    """Return how many processes of each role have told of themselves lately."""
    found = await totals(client)
    return {key[2]: int(value) for key, value in found.items() if key[0] == _PROCESS_METRIC}


async def processes(client: aioredis.Redis) -> list[dict[str, Any]]:
    """Return `role`, `host`, `pid`, `queues` and `since` of each process that lives."""
    told = (json.loads(one) for one in (await client.hgetall(_PROCESSES)).values())
    return [one for one in told if one["at"] >= time() - _SILENT_SECONDS]


async def outcomes(client: aioredis.Redis) -> dict[Key, float]:
    """Return when a kind of adapter of a name last had an outcome: `(kind, name, outcome)`."""
    kept = await client.hgetall(_OUTCOMES)
    return {tuple(json.loads(about)): float(moment) for about, moment in kept.items()}
