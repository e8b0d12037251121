"""The event being handled, as it stands in the outbox: for handlers that ask when, or whose it was.

A handler's argument is the payload alone; what was written beside it is bound around the call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EventContext:
    """One event: its id, type, moment, and the account whose it is (None: of staff only)."""

    event_id: UUID
    type: str
    account_id: UUID | None
    occurred_at: datetime


_context: ContextVar[EventContext] = ContextVar("event_context")


def event_context() -> EventContext:
    """Return the event being handled; raises LookupError outside a handler."""
    return _context.get()


@contextmanager
def bind_event_context(event: EventContext) -> Iterator[None]:
    """Bind the event that a handler is given inside the block."""
    token = _context.set(event)
    try:
        yield
    finally:
        _context.reset(token)
