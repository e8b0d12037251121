"""Figures of the whole installation, each asked for once however many ask."""

import asyncio
from time import monotonic

import redis.asyncio as aioredis

from app.celery.queues import Queue
from app.celery.schedule import beat_schedule
from app.core import json
from app.core.metrics import Sample, declared, totals
from app.core.settings import Settings
from app.dao.session import Reads
from app.features.system.dao.snapshot import GAUGES, snapshot

_SHARED_SECONDS = 10
"""For so long one reading of the database stands, for every process."""

_SNAPSHOT = "hostwright:metrics:snapshot"
_OWN_SECONDS = 1.0
"""For so long a process answers with the text it made last."""


class Exposition:
    """The text for Prometheus: what all processes counted, and what the database knows."""

    def __init__(self, reads: Reads, settings: Settings) -> None:
        self._reads = reads
        self._redis_url = settings.redis_url
        self._client: aioredis.Redis | None = None
        self._made: tuple[float, bytes] = (0.0, b"")
        self._making = asyncio.Lock()

    async def text(self) -> bytes:
        """Return it, not older than a second; raises what Redis or the database raises."""
        async with self._making:
            at, text = self._made
            if at < monotonic() - _OWN_SECONDS or not text:
                text = await self._make()
                self._made = (monotonic(), text)
            return text

    async def close(self) -> None:
        """Give the connection back."""
        if self._client is not None:
            await self._client.aclose()

    async def _make(self) -> bytes:
        if self._client is None:
            self._client = aioredis.from_url(self._redis_url)
        from app.core.metrics.exposition import text_of  # noqa: PLC0415  only who is asked pays

        counted = await totals(self._client)
        return text_of(declared(), counted, await self._snapshot(self._client), GAUGES)

    async def _snapshot(self, client: aioredis.Redis) -> list[Sample]:
        kept = await client.get(_SNAPSHOT)
        if kept is not None:
            return [Sample(*one) for one in json.loads(kept)]
        found = await read_snapshot(self._reads)
        told = [[one.name, one.labels, one.value] for one in found]
        await client.set(_SNAPSHOT, json.dumps(told), ex=_SHARED_SECONDS)
        return found


async def read_snapshot(reads: Reads) -> list[Sample]:
    """Return the gauges of the database as they are now."""
    return await snapshot(reads, [queue.value for queue in Queue], list(beat_schedule()))
