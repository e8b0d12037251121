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
    TOKEN = "token"  # noqa: S105  a kind of party
    STAFF = "staff"
    SYSTEM = "system"
    PROVIDER = "provider"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """The party of an act; `id` is a user's or an API token's, absent for machines.

    `impersonator_id` is the member of staff who acts as the customer.
    """

    kind: ActorKind
    id: UUID | None = None
    impersonator_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The actor, the request (or job) in which it acts, and the address it comes from."""

    actor: Actor = Actor(ActorKind.SYSTEM)
    request_id: str = ""
    ip: str = ""


_context: ContextVar[Context] = ContextVar("context", default=Context())  # noqa: B039  it is frozen


def current() -> Context:
    """Return the context bound to the running request or job."""
    return _context.get()


def bind(*, actor: Actor) -> None:
    """Name the actor of the running context until the request or job ends."""
    old = _context.get()
    _context.set(Context(actor, old.request_id, old.ip))


@contextmanager
def acting(actor: Actor, request_id: str = "", ip: str = "") -> Iterator[None]:
    """Bind a context for the block and put the old one back after it."""
    token = _context.set(Context(actor, request_id, ip))
    try:
        yield
    finally:
        _context.reset(token)
