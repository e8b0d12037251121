"""Ends subscriptions whose reader has other rights now than when they began.

An event that changes rights suspends the subscriptions of the people it names, and each goes on
only after the database has said again who stands behind it. So nothing that was committed after a
revocation is told, whatever the delay. Ends that no event announces (a session, membership or token
runs out) are known beforehand; a slow look at everybody is the net below all that.
"""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import count
from time import monotonic
from uuid import UUID

from loguru import logger

from app.auth.authenticator import Credential
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock
from app.core.errors import UnauthenticatedError
from app.events.base import changes_rights
from app.events.models import EventRow
from app.realtime.listeners import Listeners
from app.realtime.subscription import Ended, Subscription

LOOK_SECONDS = 60.0
_AT_ONCE = 4

Reload = Callable[[Credential], Awaitable[Principal]]
Rights = tuple[
    int, UUID | None, frozenset[UUID] | None, frozenset[Permission], frozenset[Permission]
]


def rights_of(principal: Principal) -> Rights:
    """Return all that decides what a reader may hear."""
    return (
        principal.version,
        principal.account_id,
        principal.services,
        principal.permissions,
        principal.staff_permissions,
    )


def seconds_to_look(principal: Principal, credential: Credential) -> float:
    """Return how long the rights stay as they are if nothing happens, `LOOK_SECONDS` at most."""
    ends = [at for at in (principal.expires_at, credential.expires_at) if at is not None]
    left = [(at - clock.now()).total_seconds() for at in ends]
    return max(min([*left, LOOK_SECONDS]), 0.0)


def concerned(listeners: Listeners, row: EventRow) -> Iterable[Subscription]:
    """Return whose rights may be others after an event; of a whole role, all of the staff."""
    if not changes_rights(row.type):
        return ()
    user_id = row.payload.get("user_id")
    return listeners.of_person(UUID(user_id)) if user_id else listeners.of_staff()


class Revocation:
    """Looks again at suspects at once, at everybody else when their time comes."""

    def __init__(self, reload: Reload) -> None:
        self._reload = reload
        self._suspects: dict[Subscription, None] = {}
        self._due: list[tuple[float, int, Subscription]] = []
        self._turn = count(1)
        self._news = asyncio.Event()

    def suspect(self, subscriptions: Iterable[Subscription]) -> None:
        """Suspend these until they have been looked at, which is soon."""
        for one in subscriptions:
            one.suspend()
            self._suspects[one] = None
            self._news.set()

    async def admit(self, one: Subscription) -> None:
        """Look at a new subscription, and keep an eye on it from then on."""
        one.suspend()
        await self._judge(one.credential, [one])

    async def run(self) -> None:
        """Look at suspects and at whose time has come, for ever."""
        while True:
            await self.look()
            wait = self._due[0][0] - monotonic() if self._due else LOOK_SECONDS
            if wait > 0:
                await self._sleep(wait)

    async def look(self) -> None:
        """Look at every suspect and at everybody whose time has come."""
        self._news.clear()
        now = monotonic()
        while self._due and self._due[0][0] <= now:
            _, turn, one = heapq.heappop(self._due)
            if one.ended is None and one.watched == turn:
                self._suspects[one] = None
        by_credential: defaultdict[Credential, list[Subscription]] = defaultdict(list)
        for one in self._suspects:
            by_credential[one.credential].append(one)
        self._suspects.clear()
        gate = asyncio.Semaphore(_AT_ONCE)

        async def judge(credential: Credential, readers: Sequence[Subscription]) -> None:
            async with gate:
                await self._judge(credential, readers)

        await asyncio.gather(*(judge(*each) for each in by_credential.items()))

    async def _judge(self, credential: Credential, readers: Sequence[Subscription]) -> None:
        now = await self._now(credential)
        for one in readers:
            if now is None or rights_of(now) != rights_of(one.principal):
                one.end(Ended.RIGHTS_CHANGED)
            elif one not in self._suspects:  # else suspected again meanwhile
                one.resume()
                self._watch(one, now)

    async def _now(self, credential: Credential) -> Principal | None:
        """Return who stands behind it; None, too, where nobody can say: they come again."""
        try:
            return await self._reload(credential)
        except UnauthenticatedError:
            return None
        except Exception as error:  # noqa: BLE001  the database may be away
            logger.warning("nobody can say what a live reader may do: {}", error)
            return None

    def _watch(self, one: Subscription, now: Principal) -> None:
        due = monotonic() + seconds_to_look(now, one.credential)
        one.watched = next(self._turn)
        heapq.heappush(self._due, (due, one.watched, one))

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
