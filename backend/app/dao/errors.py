"""What the database refuses, said in the domain's words."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from app.core.errors import AppError, ConflictError

_CONSTRAINT = re.compile(r'constraint "(?P<name>[^"]+)"')
_refusals: dict[str, Callable[[], AppError]] = {}


def refuses(constraint: str, error: Callable[[], AppError]) -> None:
    """Declare that breaking `constraint` means `error`."""
    _refusals[constraint] = error


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the broken constraint, or an empty string."""
    found = _CONSTRAINT.search(str(error.orig))
    return found["name"] if found else ""


def translated(error: IntegrityError) -> AppError:
    """Return the domain error for a broken constraint; a plain conflict where none is declared."""
    refusal = _refusals.get(constraint_of(error))
    return refusal() if refusal else ConflictError()


@contextmanager
def translating() -> Iterator[None]:
    """Turn IntegrityError inside the block into its domain error."""
    try:
        yield
    except IntegrityError as error:
        raise translated(error) from error
