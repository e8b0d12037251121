"""What is known of every declared task: its queue, its limits, the coroutine that does the work."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.celery.queues import Queue


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """The part of a task that asks the outside while no transaction is open.

    `prepare` runs in a unit of work of its own and returns what to ask, None where nothing is;
    `call` gets that and returns the outcome. Both may run again when the job is retried. One that
    `reports` gets the database, too, for short units of work that say how far it is, or what it
    failed with.
    """

    prepare: Callable[..., Awaitable[Any]]
    call: Callable[..., Awaitable[Any]]
    reports: bool = False


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A declared task and how its jobs are run; `timeout` is in seconds.

    `fields` are the arguments it takes, None where it takes any; `upcast` makes arguments that an
    older release wrote fit.
    """

    name: str
    queue: Queue
    max_attempts: int
    timeout: float
    run: Callable[..., Awaitable[None]]
    fields: frozenset[str] | None = None
    upcast: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    outside: OutsideCall | None = None

    def arguments(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return what the task takes of a stored payload; what it does not know is passed over."""
        current = self.upcast(dict(payload)) if self.upcast else payload
        if self.fields is None:
            return current
        return {name: value for name, value in current.items() if name in self.fields}


class NonRetryableError(Exception):
    """Raised by a task whose job can never succeed: it is dead-lettered at once."""


_specs: dict[str, TaskSpec] = {}


def register(spec: TaskSpec, formerly: Sequence[str] = ()) -> None:
    """Make a task known under its name, and under those that it had."""
    _specs.update(dict.fromkeys([spec.name, *formerly], spec))


def task_specs() -> list[TaskSpec]:
    """Return every declared task."""
    return list({spec.name: spec for spec in _specs.values()}.values())


def is_declared(name: str) -> bool:
    """Tell whether a task of this name is known."""
    return name in _specs


def task_spec(name: str) -> TaskSpec:
    """Return the declared task; raises LookupError."""
    if name not in _specs:
        message = f"no task is declared as {name!r}"
        raise LookupError(message)
    return _specs[name]
