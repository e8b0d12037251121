"""What the database refuses, said in the domain's words."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core.errors import AppError, ConflictError

_CONSTRAINT = re.compile(r'constraint "(?P<name>[^"]+)"')
_SERIALIZATION_FAILURE, _DEADLOCK = "40001", "40P01"
_mapped: dict[str, Callable[[], AppError]] = {}


def map_constraint(constraint: str, error: Callable[[], AppError]) -> None:
    """Declare that breaking `constraint` means `error`."""
    _mapped[constraint] = error


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


@contextmanager
def map_integrity_errors() -> Iterator[None]:
    """Turn IntegrityError inside the block into its domain error."""
    try:
        yield
    except IntegrityError as error:
        raise domain_error(error) from error
