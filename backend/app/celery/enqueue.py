"""Writing a job beside the data that needs it, in the same transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import DispatchMessage, JobDAO
from app.celery.dispatch import (
    MAX_DELAY_SECONDS,
    dispatch_after_commit,
    has_room,
    pull_after_commit,
)
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
    dispatched = delay <= MAX_DELAY_SECONDS and has_room(session)
    inserted = await JobDAO(session).insert(
        message, json.dumps(payload), key, spec.max_attempts, dispatched=dispatched
    )
    if not inserted:
        return None
    if dispatched:
        dispatch_after_commit(session, [message])
    elif not delay:
        pull_after_commit(session, [message.queue])
    return message.job_id


async def enqueue_all(
    session: AsyncSession, task: str, payloads: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write one job per key, all in one statement; the keys must be new (see `enqueue`)."""
    if not payloads:
        return
    spec = task_spec(task)
    queue = spec.queue.value
    jobs = [(new_id(), key, json.dumps(payload)) for key, payload in payloads.items()]
    dispatched = has_room(session, len(jobs))
    declared = (task, queue, spec.max_attempts)
    await JobDAO(session).insert_all(declared, jobs, dispatched=dispatched)
    if dispatched:
        messages = [DispatchMessage(job_id, task, queue) for job_id, _, _ in jobs]
        dispatch_after_commit(session, messages)
    else:
        pull_after_commit(session, [queue])
