"""Ends subscriptions whose reader has other rights now than when they began.

An event that changes rights suspends the subscriptions of the people it names, and each goes on
only after its principal was loaded again. So nothing that was committed after a revocation is
delivered, whatever the delay. Expiry of a session, membership or token has no event and is
scheduled; a slow recheck of every subscription catches whatever else there may be.
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
from app.realtime.subscription import EndReason, Subscription

RECHECK_SECONDS = 60.0
_MAX_CONCURRENT = 4

Reload = Callable[[Credential], Awaitable[Principal]]
Rights = tuple[
    int, UUID | None, frozenset[UUID] | None, frozenset[Permission], frozenset[Permission]
]


def rights_of(principal: Principal) -> Rights:
    """Return all that decides what a reader may receive."""
    return (
        principal.version,
        principal.account_id,
        principal.services,
        principal.permissions,
        principal.staff_permissions,
    )


def seconds_to_recheck(principal: Principal, credential: Credential) -> float:
    """Return how long the rights stay as they are if nothing happens, `RECHECK_SECONDS` at most."""
    ends = [at for at in (principal.expires_at, credential.expires_at) if at is not None]
    left = [(at - clock.now()).total_seconds() for at in ends]
    return max(min([*left, RECHECK_SECONDS]), 0.0)


def affected(listeners: Listeners, row: EventRow) -> Iterable[Subscription]:
    """Return whose rights may be others after an event; of a whole role, all of the staff."""
    if not changes_rights(row.type):
        return ()
    user_id = row.payload.get("user_id")
    return listeners.of_person(UUID(user_id)) if user_id else listeners.of_staff()


class Revocation:
    """Rechecks affected subscriptions at once, all others when they are due."""

    def __init__(self, reload: Reload) -> None:
        self._reload = reload
        self._to_check: dict[Subscription, None] = {}
        self._due: list[tuple[float, int, Subscription]] = []
        self._turn = count(1)
        self._wakeup = asyncio.Event()

    def recheck(self, subscriptions: Iterable[Subscription]) -> None:
        """Suspend these until they were rechecked, which is soon."""
        for one in subscriptions:
            one.suspend()
            self._to_check[one] = None
            self._wakeup.set()

    async def admit(self, one: Subscription) -> None:
        """Check a new subscription and schedule its next check."""
        one.suspend()
        await self._check(one.credential, [one])

    async def run(self) -> None:
        """Check what is affected or due, until cancelled."""
        while True:
            await self.check_due()
            wait = self._due[0][0] - monotonic() if self._due else RECHECK_SECONDS
            if wait > 0:
                await self._sleep(wait)

    async def check_due(self) -> None:
        """Check every subscription that is affected or due."""
        self._wakeup.clear()
        now = monotonic()
        while self._due and self._due[0][0] <= now:
            _, turn, one = heapq.heappop(self._due)
            if one.ended is None and one.schedule_number == turn:
                self._to_check[one] = None
        by_credential: defaultdict[Credential, list[Subscription]] = defaultdict(list)
        for one in self._to_check:
            by_credential[one.credential].append(one)
        self._to_check.clear()
        gate = asyncio.Semaphore(_MAX_CONCURRENT)

        async def check(credential: Credential, readers: Sequence[Subscription]) -> None:
            async with gate:
                await self._check(credential, readers)

        await asyncio.gather(*(check(*each) for each in by_credential.items()))

    async def _check(self, credential: Credential, readers: Sequence[Subscription]) -> None:
        now = await self._now(credential)
        for one in readers:
            if now is None or rights_of(now) != rights_of(one.principal):
                one.end(EndReason.RIGHTS_CHANGED)
            elif one not in self._to_check:  # else affected again meanwhile
                one.resume()
                self._schedule(one, now)

    async def _now(self, credential: Credential) -> Principal | None:
        """Return the current principal; None, too, where it cannot be loaded: clients reconnect."""
        try:
            return await self._reload(credential)
        except UnauthenticatedError:
            return None
        except Exception as error:  # noqa: BLE001  the database may be away
            logger.warning("the rights of a live reader cannot be loaded: {}", error)
            return None

    def _schedule(self, one: Subscription, now: Principal) -> None:
        due = monotonic() + seconds_to_recheck(now, one.credential)
        one.schedule_number = next(self._turn)
        heapq.heappush(self._due, (due, one.schedule_number, one))

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wakeup.wait()
        except TimeoutError:
            return
