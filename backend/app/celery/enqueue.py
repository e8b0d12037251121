"""Writing a job beside the data that needs it, in the same transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import DispatchMessage, JobDAO
from app.celery.dispatch import dispatch_after_commit, remaining
from app.celery.spec import task_spec
from app.core import json
from app.core.ids import new_id


async def enqueue(
    session: AsyncSession,
    task: str,
    *,
    key: str | None = None,
    delay: float = 0,
    **payload: Any,  # noqa: ANN401  the task's own arguments, checked by its signature
) -> UUID | None:
    """Write a job that runs `task` with `payload` after this transaction commits.

    `key` makes it unique for ever (None is returned where it exists), `delay` is in seconds.
    Raises LookupError for a task nobody declared.
    """
    spec = task_spec(task)
    message = DispatchMessage(new_id(), task, spec.queue.value, delay)
    plain: dict[str, Any] = json.loads(json.dumps(payload))
    dispatched = remaining(session) > 0
    if not await JobDAO(session).insert(
        message, plain, key, spec.max_attempts, dispatched=dispatched
    ):
        return None
    if dispatched:
        dispatch_after_commit(session, [message])
    return message.job_id


async def enqueue_all(
    session: AsyncSession, task: str, payloads: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write one job per key, all in one statement; the keys must be new (see `enqueue`)."""
    spec = task_spec(task)
    jobs: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "task": task,
            "queue": spec.queue.value,
            "payload": json.loads(json.dumps(payload)),
            "key": key,
            "max_attempts": spec.max_attempts,
        }
        for key, payload in payloads.items()
    ]
    dispatched = jobs[: remaining(session)]
    await JobDAO(session).insert_all(dispatched)
    await JobDAO(session).insert_all(jobs[len(dispatched) :], dispatched=False)
    dispatch_after_commit(
        session, [DispatchMessage(job["id"], task, job["queue"]) for job in dispatched]
    )
