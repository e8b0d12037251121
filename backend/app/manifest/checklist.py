"""What a new installation still needs before it can sell: each feature says what it sees done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One thing to do, `rank` says when; `path` is the page of the panel where it is done.

    It is done as soon as `done` finds a row (bound to `dao.export.PERSON`, the reader), or the
    environment gives what it takes.
    """

    name: str
    rank: int
    path: str
    done: Select[Any]
    given: Callable[[Settings], bool] | None = None
