"""Who is acting, and in which request: bound once at the edge, written beside every movement."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What kind of party acts."""

    USER = "user"
    STAFF = "staff"
    SYSTEM = "system"
    PROVIDER = "provider"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """The party behind an act; `id` is a user's, absent for machines."""

    kind: ActorKind
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The actor and the request (or job) in which it acts."""

    actor: Actor = Actor(ActorKind.SYSTEM)
    request_id: str = ""


_context: ContextVar[Context] = ContextVar("context", default=Context())  # noqa: B039  it is frozen


def current() -> Context:
    """Return the context bound to the running request or job."""
    return _context.get()


def bind(*, actor: Actor | None = None, request_id: str | None = None) -> None:
    """Replace the given parts of the running context until the request or job ends."""
    old = _context.get()
    _context.set(
        Context(
            actor=old.actor if actor is None else actor,
            request_id=old.request_id if request_id is None else request_id,
        )
    )


@contextmanager
def acting(actor: Actor, request_id: str = "") -> Iterator[None]:
    """Bind a context for the block and put the old one back after it."""
    token = _context.set(Context(actor, request_id))
    try:
        yield
    finally:
        _context.reset(token)
