"""Follows the outbox for one process, and hands its rows on in order."""

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
_REST_SECONDS = 0.02

Deliver = Callable[[Sequence[EventRow]], None]
"""Puts events into mailboxes."""

Write = Callable[[], Awaitable[None]]
"""Empties the mailboxes, as far as their readers take it."""


class Feed:
    """Reads what was committed after its position whenever somebody wants it."""

    def __init__(
        self, database: Database, settings: Settings, deliver: Deliver, write: Write
    ) -> None:
        self._database = database
        self._redis_url = settings.redis_url
        self._deliver, self._write = deliver, write
        self._news = asyncio.Event()
        self._moving = asyncio.Lock()
        self.resting = True
        self.position = 0

    @asynccontextmanager
    async def standing_still(self) -> AsyncIterator[int]:
        """Give the position, which does not move inside the block; from then on it is followed."""
        async with self._moving:
            if self.resting:
                await self._skip_to_the_end()
                self.resting = False
            yield self.position

    def rest(self) -> None:
        """Read nothing until somebody listens again."""
        self.resting = True

    async def follow(self) -> None:
        """Read and hand on for ever; what goes wrong is logged and tried again."""
        while True:
            try:
                await self._catch_up()
            except Exception as error:  # noqa: BLE001  the database may be away; the feed stays
                logger.warning("live feed cannot read the outbox: {}", error)
            # The first event is told at once, those that follow it closely together.
            await asyncio.sleep(_REST_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._news.wait()
            self._news.clear()

    async def hear(self) -> None:
        """Listen for the wake-up of other processes for ever; without it the feed polls."""
        while True:
            try:
                async with aioredis.from_url(self._redis_url) as client, client.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for _ in channel.listen():
                        self._news.set()
            except Exception as error:  # noqa: BLE001  a hint only: without it the feed polls
                logger.warning("live feed polls, its wake-up channel is away: {}", error)
                await asyncio.sleep(_POLL_SECONDS)

    async def _catch_up(self) -> None:
        more = True
        while more and not self.resting:
            more = await self.read()
            if more:  # readers take what came before more comes
                await asyncio.sleep(_REST_SECONDS)

    async def read(self) -> bool:
        """Hand on a batch of events, once their positions are committed; tell if it was full."""
        async with self._moving:
            async with self._database.unit_of_work() as session:
                await EventDAO(session).place()
                rows = await EventDAO(session).after(self.position)
            if rows:
                self.position = rows[-1].position or self.position
                self._deliver(rows)
        await self._write()
        return len(rows) == BATCH

    async def _skip_to_the_end(self) -> None:
        async with self._database.unit_of_work() as session:
            events = EventDAO(session)
            while await events.place():
                pass
            self.position = await events.last_position()
