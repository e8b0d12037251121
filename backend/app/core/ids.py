"""Identifiers: UUID version 7 (RFC 9562), so that keys sort by the moment they were made."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh time-ordered identifier."""
    return uuid7()


def first_id_of(moment: datetime) -> UUID:
    """Return the smallest id that can be made at a moment: what is smaller is older.

    A UUIDv7 begins with 48 bits of Unix time in milliseconds. (RFC 9562, 5.7)
    """
    return UUID(int=int(moment.timestamp() * 1000) << 80)
