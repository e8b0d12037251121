"""What the database refuses, said in the domain's words, and when it cannot answer at all."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socket import gaierror

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.errors import AppError, ConflictError


class SortKeyError(LookupError):
    """A list offers to sort by a column that can be NULL; the list names an expression instead."""


_TEMPORARY = (
    "08",  # connection exceptions
    "40",  # serialisation failures and deadlocks
    "53",  # out of connections, memory or disk
    "55P03",  # a lock was not to be had in time
    "57",  # shutting down, starting up, cancelled by a time limit
    "58",  # the system below the server
    "25006",  # a standby that is about to take over
    "25P03",  # idle for too long inside a transaction
)
_CONSTRAINT = re.compile(r'constraint "(?P<name>[^"]+)"')
_SERIALIZATION_FAILURE, _DEADLOCK = "40001", "40P01"
_mapped: dict[str, Callable[[], AppError]] = {}


def map_constraint(constraint: str, error: Callable[[], AppError]) -> None:
    """Declare that breaking `constraint` means `error`."""
    _mapped[constraint] = error


def errors_of_constraints(names: Iterable[str]) -> set[type[AppError]]:
    """Return the kinds of errors that breaking one of these constraints may mean."""
    return {type(_mapped[name]()) for name in names if name in _mapped}


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the broken constraint, or an empty string."""
    found = _CONSTRAINT.search(str(error.orig))
    return found["name"] if found else ""


def domain_error(error: IntegrityError) -> AppError:
    """Return the domain error for a broken constraint; a plain conflict where none is declared."""
    mapped = _mapped.get(constraint_of(error))
    return mapped() if mapped else ConflictError()


def is_lost_race(error: DBAPIError) -> bool:
    """Tell whether the transaction lost a deadlock or a serialisation race: run it again."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {_SERIALIZATION_FAILURE, _DEADLOCK}


def is_temporary(error: BaseException) -> bool:
    """Tell whether the same work may succeed when tried again: nothing is wrong with it.

    The server is away, starting, full of connections or too busy, or the work lost a race.
    """
    return any(_is_temporary(one) for one in _causes(error))


def _is_temporary(error: BaseException) -> bool:
    if isinstance(error, ConnectionError | TimeoutError | gaierror | PoolTimeoutError):
        return True
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate or "").startswith(_TEMPORARY)
    # The driver says so where a connection was closed under a statement, or its pool was.
    return isinstance(error, asyncpg.InterfaceError) and "clos" in str(error)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it was raised from, the driver's own error among it."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = getattr(found, "orig", None) or found.__cause__


@contextmanager
def map_integrity_errors() -> Iterator[None]:
    """Turn IntegrityError inside the block into its domain error."""
    try:
        yield
    except IntegrityError as error:
        raise domain_error(error) from error
