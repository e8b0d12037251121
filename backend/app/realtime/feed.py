"""Reads the outbox for one process and delivers its rows in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import redis.asyncio as aioredis
from loguru import logger

from app.core.settings import Settings
from app.dao.session import Database
from app.events.dao import BATCH, EventDAO
from app.events.models import EventRow
from app.events.wake import CHANNEL

_POLL_SECONDS = 2.0
_BATCH_SECONDS = 0.02

Deliver = Callable[[Sequence[EventRow]], None]
"""Puts events into mailboxes."""

Write = Callable[[], Awaitable[None]]
"""Empties the mailboxes, as far as their readers take it."""


class Feed:
    """Reads what was committed after its position while there are subscriptions."""

    def __init__(
        self, database: Database, settings: Settings, deliver: Deliver, write: Write
    ) -> None:
        self._database = database
        self._redis_url = settings.redis_url
        self._deliver, self._write = deliver, write
        self._wakeup = asyncio.Event()
        self._lock = asyncio.Lock()
        self.idle = True
        self.position = 0

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[int]:
        """Give the position, which does not move inside the block; from then on it is followed."""
        async with self._lock:
            if self.idle:
                await self._skip_to_end()
                self.idle = False
            yield self.position

    def pause(self) -> None:
        """Read nothing until the next subscription."""
        self.idle = True

    async def run(self) -> None:
        """Read and deliver until cancelled; failures are logged and retried."""
        while True:
            try:
                await self._catch_up()
            except Exception as error:  # noqa: BLE001  the database may be away; the feed stays
                logger.warning("live feed cannot read the outbox: {}", error)
            # The first event is delivered at once, those that follow closely in a batch.
            await asyncio.sleep(_BATCH_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._wakeup.wait()
            self._wakeup.clear()

    async def listen(self) -> None:
        """Listen for wake-ups of other processes until cancelled; without them the feed polls."""
        while True:
            try:
                async with aioredis.from_url(self._redis_url) as client, client.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for _ in channel.listen():
                        self._wakeup.set()
            except Exception as error:  # noqa: BLE001  a hint only: without it the feed polls
                logger.warning("live feed polls, its wake-up channel is away: {}", error)
                await asyncio.sleep(_POLL_SECONDS)

    async def _catch_up(self) -> None:
        more = True
        while more and not self.idle:
            more = await self.read()
            if more:  # readers take what came before more comes
                await asyncio.sleep(_BATCH_SECONDS)

    async def read(self) -> bool:
        """Deliver a batch of events, once their positions are committed; return if it was full."""
        async with self._lock:
            async with self._database.unit_of_work() as session:
                await EventDAO(session).place()
                rows = await EventDAO(session).after(self.position)
            if rows:
                self.position = rows[-1].position or self.position
                self._deliver(rows)
        await self._write()
        return len(rows) == BATCH

    async def _skip_to_end(self) -> None:
        async with self._database.unit_of_work() as session:
            events = EventDAO(session)
            while await events.place():
                pass
            self.position = await events.last_position()
