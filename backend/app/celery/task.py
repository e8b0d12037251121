"""Declaring tasks: a coroutine becomes the work of durable jobs."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from celery import shared_task
from pydantic import ConfigDict, validate_call

from app.celery.loop import runtime
from app.celery.queues import Queue
from app.celery.runner import run_job
from app.celery.spec import NonRetryableError, TaskSpec, register

__all__ = ["NonRetryableError", "run_job", "task"]

_ARBITRARY = ConfigDict(arbitrary_types_allowed=True)


def task(
    name: str, *, queue: Queue, max_attempts: int = 8, timeout: float = 60
) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Declare a coroutine `f(session, **payload)` as the task `name`.

    It runs in one unit of work; the job is marked done in the same transaction. `timeout` is in
    seconds; a failure is tried again after 1, 2, 4 … seconds, `max_attempts` times.
    """

    def declare(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        checked = validate_call(config=_ARBITRARY)(function)
        register(TaskSpec(name, queue, max_attempts, timeout, checked))

        def run(job_id: str) -> None:
            process = runtime()
            process.run(run_job(process.database, UUID(job_id)))

        shared_task(name=name)(run)
        return function

    return declare
