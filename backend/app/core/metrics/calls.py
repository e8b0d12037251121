"""Calls of the outside, counted and timed wherever they come from."""

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import iscoroutinefunction
from time import perf_counter
from typing import Any, Self, TypeVar, cast

from app.core import tracing
from app.core.metrics.instruments import Counter, Histogram, note_outcome

CALLS = Counter(
    "hostwright_outside_calls_total",
    "Calls of drivers and providers.",
    "kind",
    "name",
    "operation",
    "outcome",
)
SECONDS = Histogram(
    "hostwright_outside_call_seconds", "How long they took.", "kind", "name", "operation"
)


Adapter = TypeVar("Adapter")


def measured(adapter: Adapter, kind: str, name: str) -> Adapter:
    """Return the adapter with every coroutine of it measured."""
    return cast("Adapter", Measured(adapter, kind, name))


class Measured:
    """Stands before an adapter and measures every coroutine of it; passes all else on."""

    def __init__(self, adapter: object, kind: str, name: str) -> None:
        self._adapter = adapter
        self._about = (kind, name)

    @property  # type: ignore[misc] # it is what it stands before
    def __class__(self) -> type:
        return type(self._adapter)

    def __getattr__(self, operation: str) -> Any:  # noqa: ANN401  whatever the adapter has
        found = getattr(self._adapter, operation)
        if not iscoroutinefunction(found):
            return found
        measured = self._measured(operation, found)
        self.__dict__[operation] = measured
        return measured

    async def __aenter__(self) -> Self:
        await cast("Any", self._adapter).__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await cast("Any", self._adapter).__aexit__(*error)

    def _measured(
        self, operation: str, call: Callable[..., Awaitable[Any]]
    ) -> Callable[..., Awaitable[Any]]:
        @wraps(call)
        async def asked(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  the adapter's own
            began, outcome = perf_counter(), "failed"
            kind, name = self._about
            try:
                with tracing.span(f"{kind} {name} {operation}", tracing.CLIENT):
                    answer = await call(*arguments, **named)
                outcome = "done"
                return answer
            finally:
                CALLS.add(*self._about, operation, outcome)
                note_outcome(kind, name, outcome)
                SECONDS.observe(perf_counter() - began, *self._about, operation)

        return asked
