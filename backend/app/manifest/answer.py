"""What a higher feature answers to a question of a lower one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The function that answers the port of this name; made by `Port.answered_by`."""

    port: str
    function: Callable[..., Any]
