"""One hub a process: it reads the outbox and delivers each event to those who may read it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from app.auth.authenticator import Credential
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core.errors import ForbiddenError
from app.core.settings import Settings
from app.dao.scope import Scope
from app.dao.session import Database
from app.events.dao import EventDAO
from app.events.models import EventRow
from app.realtime.delivery import Delivery, Send
from app.realtime.errors import StoppingError, TooManyStreamsError
from app.realtime.feed import Feed
from app.realtime.listeners import Listeners
from app.realtime.message import Encoder, EventMessage, topic_of
from app.realtime.revocation import Reload, Revocation, affected
from app.realtime.subscription import ALL_TOPICS, EndReason, Replay, Subscription

Notice = Callable[[int], bytes]

MAX_PER_CALLER = 64
"""Streams and sockets that one session or token may have open in a process."""

_WRITES_AT_ONCE = 64
"""Readers written to before others have their turn: about a millisecond."""


class Hub:
    """Where the live streams and sockets of this process subscribe.

    Without subscriptions it reads nothing.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        reload: Reload,
        access: Mapping[str, Permission],
    ) -> None:
        self._database = database
        self._access = access
        self.topics = frozenset(map(topic_of, access)) | {ALL_TOPICS}
        self._listeners = Listeners()
        self._unwritten: dict[Subscription, None] = {}
        self.feed = Feed(database, settings, self._deliver, self._write)
        self.revocation = Revocation(reload)
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the outbox inside the block; at its end every subscription ends."""
        self._stopping = False
        work = (self.feed.run(), self.feed.listen(), self.revocation.run())
        tasks = [asyncio.create_task(one) for one in work]
        try:
            yield
        finally:
            self.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def stop(self) -> None:
        """End every subscription now, and admit no more."""
        self._stopping = True
        for one in self._listeners:
            one.end(EndReason.STOPPING)

    @asynccontextmanager
    async def subscribe(
        self,
        principal: Principal,
        credential: Credential,
        *,
        topics: frozenset[str] = frozenset((ALL_TOPICS,)),
        after: int | None = None,
    ) -> AsyncIterator[tuple[Subscription, int]]:
        """Receive inside the block what is committed from now on, first what came `after`.

        Gives the position the reader is at, too. Raises ForbiddenError, TooManyStreamsError,
        StoppingError.
        """
        self.check(principal, credential)
        one = Subscription(principal, credential, topics)
        async with self.feed.paused() as position:
            self._listeners.add(one)
            _replay(one, topics, after, position)
        try:
            # A right may have gone between the caller's admission and the moment before.
            await self.revocation.admit(one)
            if self._stopping:
                one.end(EndReason.STOPPING)
            yield one, position if after is None else after
        finally:
            one.end(EndReason.LEFT)
            self._listeners.discard(one)
            if not self._listeners:
                self.feed.pause()

    def subscriptions(self) -> list[Subscription]:
        """Return the current subscriptions."""
        return list(self._listeners)

    def check(self, principal: Principal, credential: Credential) -> None:
        """Raise what `subscribe` would raise now."""
        if principal.account_id is None and not principal.staff:
            raise ForbiddenError
        if self._stopping:
            raise StoppingError
        if self._listeners.count_of(credential.caller) >= MAX_PER_CALLER:
            raise TooManyStreamsError(limit=MAX_PER_CALLER)

    async def change_topics(
        self, one: Subscription, topics: frozenset[str], after: int | None, notice: Notice
    ) -> None:
        """Replace the topics of a subscription; the added ones begin with what came `after`.

        `notice` makes the frame that confirms it, from the position it begins at.
        """
        added = topics - one.topics
        async with self.feed.paused() as position:
            self._listeners.change_topics(one, topics)
            one.put(notice(position))
            if added:
                _replay(one, added, after, position)

    def delivery(self, one: Subscription, encoder: Encoder, send: Send) -> Delivery:
        """Return what writes a subscription's frames, in this encoding, by `send`."""
        frame, past = partial(self._frame, encoder, one), partial(self._past, encoder, one)
        return Delivery(one, frame, past, send)

    def _frame(self, encoder: Encoder, one: Subscription, message: EventMessage) -> bytes:
        readable = one.may_read(self._access.get(message.type))
        return message.encoded(encoder, readable=readable)

    async def _past(
        self, encoder: Encoder, one: Subscription, replay: Replay
    ) -> AsyncIterator[list[bytes]]:
        after = replay.after
        while rows := await self._rows(one, after, replay.until):
            messages = [EventMessage(row) for row in rows]
            after = messages[-1].position
            heard = [
                self._frame(encoder, one, message)
                for message in messages
                if message.visible_to(one.scope)
                and not replay.topics.isdisjoint((message.topic, ALL_TOPICS))
            ]
            if not await one.allowed():
                return
            if heard:
                yield heard

    async def _rows(self, one: Subscription, after: int, until: int) -> Sequence[EventRow]:
        async with self._database.unit_of_work() as session:
            rows = await EventDAO(session, Scope(one.scope.account_id)).after(after)
        return [row for row in rows if (row.position or 0) <= until]

    def _deliver(self, rows: Sequence[EventRow]) -> None:
        for row in rows:
            message = EventMessage(row)
            # First suspend whose rights it changes: they get it only if they keep them.
            self.revocation.recheck(affected(self._listeners, row))
            for one in self._listeners.hearing(message):
                one.offer(message)
                self._unwritten[one] = None

    async def _write(self) -> None:
        """Write to every subscription with new events; other tasks run in between."""
        written, self._unwritten = self._unwritten, {}
        for number, one in enumerate(written, 1):
            one.flush()
            if number % _WRITES_AT_ONCE == 0:
                await asyncio.sleep(0)


def _replay(one: Subscription, topics: frozenset[str], after: int | None, position: int) -> None:
    if after is not None and after < position:
        one.put(Replay(topics, after, position))
