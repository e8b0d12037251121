"""One reader: its topics, a bounded mailbox, and why it ended."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.auth.authenticator import Credential
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.dao.scope import Scope
from app.realtime.message import EventMessage

ALL_TOPICS = "*"
"""The wildcard topic."""

MAILBOX = 2_048
"""Messages that wait for a reader; one further behind is ended and has to resume."""


class EndReason(StrEnum):
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
        self.ended: EndReason | None = None
        self.over = asyncio.Event()
        self.schedule_number = 0
        self._flush: Callable[[], None] = self.wake
        self._on_end: Callable[[], None] = self.wake
        self._held = principal.staff_permissions if principal.staff else principal.permissions
        self._items: deque[Item] = deque()
        self._suspended = False
        self._waiter: asyncio.Future[None] | None = None

    def may_read(self, permission: Permission | None) -> bool:
        """Return whether the reader holds the permission that the payload requires."""
        return permission in self._held

    def put(self, item: Item) -> None:
        """Put something into the mailbox; one that is full ends the subscription instead."""
        self._keep(item)
        self.wake()

    def offer(self, message: EventMessage) -> None:
        """Put an event of the reader's account into the mailbox, unless its service is hidden.

        It is written at the next `flush`, or once the reader's task wakes for another cause.
        """
        if self.services is None or message.service_id in self.services:
            self._keep(message)

    def flush(self) -> None:
        """Write what waits, as far as the reader takes it now."""
        self._flush()

    def connect(self, flush: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Set what writes to the reader, and what is called at the end."""
        self._flush, self._on_end = flush, on_end

    def disconnect(self) -> None:
        """Only fill the mailbox from now on."""
        self._flush = self._on_end = self.wake

    def suspend(self) -> None:
        """Hold back what is in the mailbox and what arrives."""
        self._suspended = True

    def resume(self) -> None:
        """Let the reader go on."""
        self._suspended = False
        self.wake()

    def end(self, why: EndReason) -> None:
        """End it: nothing that waits is read any more."""
        if self.ended is None:
            self.ended = why
            self.over.set()
            self._items.clear()
            self._on_end()
            self.wake()

    def take(self, limit: int = MAILBOX) -> list[EventMessage | bytes]:
        """Return what can be written now, up to the next replay: the past comes first."""
        taken: list[EventMessage | bytes] = []
        while (
            len(taken) < limit and self.readable and not isinstance(item := self._items[0], Replay)
        ):
            taken.append(item)
            self._items.popleft()
        return taken

    def take_replay(self) -> Replay | None:
        """Return the replay whose turn it is."""
        if self.readable and isinstance(item := self._items[0], Replay):
            self._items.popleft()
            return item
        return None

    @property
    def readable(self) -> bool:
        """Return whether something waits that may be written now."""
        return bool(self._items) and not self._suspended

    async def changed(self, seconds: float) -> bool:
        """Wait until there may be something to do; False after `seconds` without."""
        try:
            async with asyncio.timeout(seconds):
                if self.ended is None and not self.readable:
                    await self._next_change()
        except TimeoutError:
            return False
        return True

    async def allowed(self) -> bool:
        """Wait while the reader's rights are being checked; return whether it may go on."""
        while self._suspended and self.ended is None:
            await self._next_change()
        return self.ended is None

    def wake(self) -> None:
        """Wake the reader's task."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _keep(self, item: Item) -> None:
        if len(self._items) >= MAILBOX:
            self.end(EndReason.TOO_SLOW)
        elif self.ended is None:
            self._items.append(item)

    async def _next_change(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter
