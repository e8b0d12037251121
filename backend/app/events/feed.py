"""One reader of the outbox per API process, shared by all its live streams."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import redis.asyncio as aioredis
from loguru import logger

from app.core.settings import Settings
from app.dao.scope import Scope
from app.dao.session import Database
from app.events.dao import BATCH, EventDAO
from app.events.models import EventRow
from app.events.wake import CHANNEL

_POLL_SECONDS = 2.0
_REST_SECONDS = 0.05
_BUFFER = 1_000


def visible(row: EventRow, scope: Scope) -> bool:
    """Tell whether an event is in scope; one of no service is hidden from single services."""
    if scope.account_id not in (None, row.account_id):
        return False
    if scope.services is None:
        return True
    return row.payload.get("service_id") in {str(service) for service in scope.services}


@dataclass(eq=False)
class Listener:
    """One live stream's mailbox; `lagged` once it was too slow and has to resume."""

    scope: Scope
    queue: asyncio.Queue[EventRow] = field(default_factory=lambda: asyncio.Queue(_BUFFER))
    lagged: bool = False

    def offer(self, row: EventRow) -> None:
        """Put the event into the mailbox if it is in scope."""
        if not visible(row, self.scope):
            return
        try:
            self.queue.put_nowait(row)
        except asyncio.QueueFull:
            self.lagged = True


class EventFeed:
    """Follows the outbox and hands every new event to the listeners of this process.

    While nobody listens it reads nothing.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._redis_url = settings.redis_url
        self._listeners: set[Listener] = set()
        self._news = asyncio.Event()
        self._moving = asyncio.Lock()
        self._position = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the outbox inside the block."""
        tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._hear())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @asynccontextmanager
    async def listen(self, scope: Scope) -> AsyncIterator[Listener]:
        """Hear the events in scope inside the block, from those that are committed after now."""
        listener = Listener(scope)
        async with self._moving:
            if not self._listeners:
                await self._skip_to_the_end()
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def since(self, position: int, scope: Scope) -> list[EventRow]:
        """Return the events after a position, for a stream that resumes."""
        owner = Scope(scope.account_id)
        async with self._database.unit_of_work() as session:
            return list(await EventDAO(session, owner).after(position))

    @property
    def position(self) -> int:
        """The newest position handed out."""
        return self._position

    async def _follow(self) -> None:
        while True:
            try:
                while self._listeners and await self._read():
                    pass
            except Exception as error:  # noqa: BLE001  the database may be away; the feed stays
                logger.warning("live feed cannot read the outbox: {}", error)
            # The first event is told at once, those that follow it closely together.
            await asyncio.sleep(_REST_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._news.wait()
            self._news.clear()

    async def _skip_to_the_end(self) -> None:
        async with self._database.unit_of_work() as session:
            events = EventDAO(session)
            while await events.place():
                pass
            self._position = await events.last_position()

    async def _read(self) -> bool:
        """Hand out a batch of events, once their positions are committed; tell if it was full."""
        async with self._moving:
            async with self._database.unit_of_work() as session:
                await EventDAO(session).place()
                rows = await EventDAO(session).after(self._position)
            for row in rows:
                self._position = row.position or self._position
                for listener in self._listeners:
                    listener.offer(row)
        return len(rows) == BATCH

    async def _hear(self) -> None:
        while True:
            try:
                async with aioredis.from_url(self._redis_url) as client, client.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    async for _ in channel.listen():
                        self._news.set()
            except Exception as error:  # noqa: BLE001  a hint only: without it the feed polls
                logger.warning("live feed polls, its wake-up channel is away: {}", error)
                await asyncio.sleep(_POLL_SECONDS)
