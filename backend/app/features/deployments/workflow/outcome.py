"""What a step may answer."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Next:
    """Go on with the next step, or with the named one."""

    to: str = ""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Run the same step again in so many seconds; `code` says why to who watches.

    `retry` is true where the try failed and counts, false where it only waits.
    """

    seconds: float
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The operation did what it was for."""


@dataclass(frozen=True, slots=True)
class Fail:
    """It cannot be done; `code` is what the customer reads."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


Outcome = Next | Sleep | Done | Fail
