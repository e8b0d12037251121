"""Declaring tasks: a coroutine becomes the work of durable jobs."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from celery import shared_task
from pydantic import ConfigDict, validate_call

from app.celery.loop import runtime
from app.celery.queues import Queue
from app.celery.runner import run_job
from app.celery.spec import NonRetryableError, OutsideCall, TaskSpec, register

__all__ = ["NonRetryableError", "OutsideCall", "run_job", "task"]

TaskFunction = Callable[..., Awaitable[None]]

_ARBITRARY = ConfigDict(arbitrary_types_allowed=True)


def task(
    name: str,
    *,
    queue: Queue,
    max_attempts: int = 8,
    timeout: float = 60,
    formerly: Sequence[str] = (),
    upcast: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    outside: OutsideCall | None = None,
) -> Callable[[TaskFunction], TaskFunction]:
    """Declare a coroutine `f(session, **payload)` as the task `name`.

    It runs in one unit of work; the job is marked done in the same transaction. `timeout` is in
    seconds; a failure is tried again after 1, 2, 4 … seconds, `max_attempts` times. Jobs of an
    older release are known by the names it had `formerly`, and `upcast` makes their payload fit;
    fields that the coroutine does not take are passed over.

    A task that asks the outside names the call in `outside`: its `prepare(session, **payload)` and
    `call(intent)` run first, and the coroutine is `f(session, intent, outcome)`.
    """

    def declare(function: TaskFunction) -> TaskFunction:
        checked = function if outside else _checked(function)
        fields = _fields(outside.prepare if outside else function)
        call = outside and replace(outside, prepare=_checked(outside.prepare))
        spec = TaskSpec(name, queue, max_attempts, timeout, checked, fields, upcast, call)
        register(spec, formerly)

        def run(*job_ids: str) -> None:
            process = runtime()
            process.call(process.jobs.accept(list(map(UUID, job_ids))))

        for known in (name, *formerly):
            shared_task(name=known)(run)
        return function

    return declare


def _checked(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    return validate_call(config=_ARBITRARY)(function)


def _fields(function: Callable[..., Awaitable[Any]]) -> frozenset[str] | None:
    """Return the names of a task's arguments, None where it takes any."""
    parameters = inspect.signature(function).parameters.values()
    if any(one.kind is one.VAR_KEYWORD for one in parameters):
        return None
    return frozenset(one.name for one in parameters)
