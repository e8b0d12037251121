"""The subscriptions of a process, found by account and topic, by person, and by caller."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from app.realtime.message import EventMessage
from app.realtime.subscription import ALL_TOPICS, Subscription

Room = tuple[UUID | None, str]
"""An account (None: all of them) and a topic."""


class Listeners:
    """Finds the subscriptions of an event without a scan over all."""

    def __init__(self) -> None:
        self._rooms: defaultdict[Room, set[Subscription]] = defaultdict(set)
        self._people: defaultdict[UUID, set[Subscription]] = defaultdict(set)
        self._callers: defaultdict[UUID, set[Subscription]] = defaultdict(set)
        self._all: set[Subscription] = set()

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Subscription]:
        return iter(list(self._all))

    def add(self, one: Subscription) -> None:
        """Add it to the rooms of its topics."""
        self._all.add(one)
        for person in _people(one):
            self._people[person].add(one)
        self._callers[one.credential.caller].add(one)
        for room in _rooms(one):
            self._rooms[room].add(one)

    def discard(self, one: Subscription) -> None:
        """Remove a subscription from its accounts and topics."""
        self._all.discard(one)
        for person in _people(one):
            _discard(self._people, person, one)
        _discard(self._callers, one.credential.caller, one)
        for room in _rooms(one):
            _discard(self._rooms, room, one)

    def change_topics(self, one: Subscription, topics: frozenset[str]) -> None:
        """Move it to the rooms of these topics."""
        for room in _rooms(one):
            _discard(self._rooms, room, one)
        one.topics = topics
        for room in _rooms(one):
            self._rooms[room].add(one)

    def hearing(self, message: EventMessage) -> Iterator[Subscription]:
        """Yield the subscriptions of an event, each once: it is in the rooms of one account."""
        for account in {message.account_id, None}:
            for topic in (message.topic, ALL_TOPICS):
                yield from self._rooms.get((account, topic), ())

    def of_person(self, user_id: UUID) -> Iterable[Subscription]:
        """Return the subscriptions of a user, including those opened while impersonating."""
        return self._people.get(user_id, ())

    def of_staff(self) -> Iterable[Subscription]:
        """Return the subscriptions whose rights come from a staff role."""
        return [one for one in self._all if one.principal.staff or one.principal.impersonator_id]

    def count_of(self, caller: UUID) -> int:
        """Return how many a session or token has open."""
        return len(self._callers.get(caller, ()))


def _rooms(one: Subscription) -> Iterator[Room]:
    return ((one.scope.account_id, topic) for topic in one.topics)


def _people(one: Subscription) -> Iterator[UUID]:
    yield one.principal.user_id
    if one.principal.impersonator_id is not None:
        yield one.principal.impersonator_id


def _discard(sets: defaultdict[Any, set[Subscription]], key: object, one: Subscription) -> None:
    sets[key].discard(one)
    if not sets[key]:
        del sets[key]
