"""Who listens to what: handlers are declared with `@on` and run as durable jobs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.base import Event

AnyEvent = TypeVar("AnyEvent", bound=Event)
Handler = Callable[[AsyncSession, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler of one event type."""

    name: str
    kind: type[Event]
    handle: Handler
    wants: Callable[[Any], bool] = lambda _event: True


_subscriptions: dict[str, Subscription] = {}
_renamed: dict[str, str] = {}


def on(
    kind: type[AnyEvent],
    *,
    name: str = "",
    formerly: Sequence[str] = (),
    when: Callable[[AnyEvent], bool] = lambda _event: True,
) -> Callable[[Handler], Handler]:
    """Declare a coroutine `f(session, event)` as a handler; it must bear being run twice.

    `name` is what its jobs say; left out, it is `feature.function`. `formerly` are the names under
    which an older release wrote its jobs. An event that `when` refuses costs no job; it asks what
    the event is about, never what it says of a state.
    """

    def declare(handler: Handler) -> Handler:
        known_as = name or _qualified(handler)
        _subscriptions[known_as] = Subscription(known_as, kind, handler, when)
        _renamed.update(dict.fromkeys(formerly, known_as))
        return handler

    return declare


def _qualified(handler: Handler) -> str:
    feature = handler.__module__.removeprefix("app.features.").partition(".")[0]
    return f"{feature}.{handler.__name__}"


def handlers_of(kind: type[Event]) -> list[Subscription]:
    """Return the handlers of an event type."""
    return [one for one in _subscriptions.values() if one.kind is kind]


def subscription(name: str) -> Subscription:
    """Return a handler by its name, or one it had; raises LookupError."""
    name = _renamed.get(name, name)
    if name not in _subscriptions:
        message = f"no handler is declared as {name!r}"
        raise LookupError(message)
    return _subscriptions[name]
