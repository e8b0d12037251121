"""What is known of every declared task: its queue, its limits, the coroutine that does the work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.celery.queues import Queue


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A declared task and how its jobs are run; `timeout` is in seconds."""

    name: str
    queue: Queue
    max_attempts: int
    timeout: float
    run: Callable[..., Awaitable[None]]


class NonRetryableError(Exception):
    """Raised by a task whose job can never succeed: it is dead-lettered at once."""


_specs: dict[str, TaskSpec] = {}


def register(spec: TaskSpec) -> None:
    """Make a task known under its name."""
    _specs[spec.name] = spec


def task_spec(name: str) -> TaskSpec:
    """Return the declared task; raises LookupError."""
    if name not in _specs:
        message = f"no task is declared as {name!r}"
        raise LookupError(message)
    return _specs[name]
