"""The fact being handled, as it stands in the outbox: for handlers that ask when, or whose it was.

A handler's argument is the payload alone; what was written beside it is bound around the call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One fact: its id, type, moment, and the account whose it is (None: of staff only)."""

    event_id: UUID
    type: str
    account_id: UUID | None
    occurred_at: datetime


_occurrence: ContextVar[Occurrence] = ContextVar("occurrence")


def occurrence() -> Occurrence:
    """Return the fact being handled; raises LookupError outside a handler."""
    return _occurrence.get()


@contextmanager
def occurring(fact: Occurrence) -> Iterator[None]:
    """Bind the fact that a handler is given inside the block."""
    token = _occurrence.set(fact)
    try:
        yield
    finally:
        _occurrence.reset(token)
