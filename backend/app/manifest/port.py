"""Questions of a low feature that only a higher one can answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar, cast

from app.manifest.answer import Answer
from app.manifest.registry import answer

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Port(Generic[P, R]):
    """One question, declared in the façade of the feature that asks; called like a function.

    The feature that answers lists `port.answered_by(function)` in its manifest.
    """

    name: str

    def answered_by(self, function: Callable[P, R]) -> Answer:
        """Bind a function of the port's own signature."""
        return Answer(self.name, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask; raises LookupError unless exactly one feature answers."""
        return cast("R", answer(self.name)(*args, **kwargs))
