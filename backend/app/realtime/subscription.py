"""One reader: what they asked for, a bounded mailbox, and why it ended."""

import asyncio
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from app.auth.authenticator import Credential
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.dao.scope import Scope
from app.realtime.message import EventMessage

EVERYTHING = "*"
"""The topic of who wants all of them."""

MAILBOX = 2_048
"""Messages that wait for a reader; one who is further behind has to resume."""


class Ended(StrEnum):
    """Why a subscription ended."""

    RIGHTS_CHANGED = "rights_changed"
    TOO_SLOW = "too_slow"
    STOPPING = "stopping"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Replay:
    """Events of these topics after one position and up to another, from the past."""

    topics: frozenset[str]
    after: int
    until: int


Item = EventMessage | Replay | bytes


class Subscription:
    """One reader's place in the hub.

    While the reader's rights are being checked it is `suspended`: what arrives waits.
    """

    def __init__(
        self, principal: Principal, credential: Credential, topics: frozenset[str]
    ) -> None:
        self.principal = principal
        self.credential = credential
        self.topics = topics
        self.scope = Scope.all() if principal.staff else principal.scope()
        self.services = (
            None
            if self.scope.services is None
            else frozenset(str(service) for service in self.scope.services)
        )
        self.ended: Ended | None = None
        self.over = asyncio.Event()
        self.watched = 0
        self._held = principal.staff_permissions if principal.staff else principal.permissions
        self._items: deque[Item] = deque()
        self._suspended = False
        self._waiter: asyncio.Future[None] | None = None

    def may_read(self, permission: Permission | None) -> bool:
        """Tell whether the reader holds the permission that an event's payload asks for."""
        return permission in self._held

    def put(self, item: Item) -> None:
        """Put something into the mailbox; one that is full ends the subscription instead."""
        if len(self._items) >= MAILBOX:
            self.end(Ended.TOO_SLOW)
        elif self.ended is None:
            self._items.append(item)
            self._wake()

    def offer(self, message: EventMessage) -> None:
        """Put an event of the reader's account into the mailbox, unless its service is hidden."""
        if self.services is None or message.service_id in self.services:
            self.put(message)

    def suspend(self) -> None:
        """Hold back what is in the mailbox and what arrives."""
        self._suspended = True

    def resume(self) -> None:
        """Let the reader go on."""
        self._suspended = False
        self._wake()

    def end(self, why: Ended) -> None:
        """End it: nothing that waits is read any more."""
        if self.ended is None:
            self.ended = why
            self.over.set()
            self._items.clear()
            self._wake()

    async def take(self, seconds: float) -> list[Item]:
        """Return what waits, or comes within `seconds`; nothing once it has ended.

        What follows a replay is left for the next time: the past comes first.
        """
        if not self._readable:
            try:
                async with asyncio.timeout(seconds):
                    await self._until_readable()
            except TimeoutError:
                return []
        taken: list[Item] = []
        while self._items and not (taken and isinstance(taken[-1], Replay)):
            taken.append(self._items.popleft())
        return taken

    async def allowed(self) -> bool:
        """Wait while the reader's rights are being checked; tell whether they may go on."""
        while self._suspended and self.ended is None:
            await self._next_change()
        return self.ended is None

    @property
    def _readable(self) -> bool:
        return self.ended is not None or (bool(self._items) and not self._suspended)

    async def _until_readable(self) -> None:
        while not self._readable:
            await self._next_change()

    async def _next_change(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
