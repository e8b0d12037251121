"""Whether this task has a database transaction open: then it may not wait for the network.

A call that takes forty seconds inside a transaction holds a connection, locks and dead rows for as
long. `dao.session` says what is open; drivers and HTTP clients ask before they call out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.core.settings import get_settings

_open: ContextVar[int] = ContextVar("open_transactions", default=0)


class NetworkInTransactionError(RuntimeError):
    """A defect of ours: a call to the outside from inside a unit of work."""


@contextmanager
def open_transaction() -> Iterator[None]:
    """Count a transaction as open for the block, and for the tasks begun in it."""
    # Counted, not reset by a token: a request's unit of work may end in another context.
    _open.set(_open.get() + 1)
    try:
        yield
    finally:
        _open.set(_open.get() - 1)


@contextmanager
def between_transactions() -> Iterator[None]:
    """Let the block call out although a transaction stays open that only holds a lock."""
    held = _open.get()
    _open.set(0)
    try:
        yield
    finally:
        _open.set(held)


def require_none_open(call: str) -> None:
    """Raise NetworkInTransactionError where a transaction is open; nothing in production."""
    if _open.get() and not get_settings().production:
        message = f"{call} inside an open transaction: call first or after, then write"
        raise NetworkInTransactionError(message)
