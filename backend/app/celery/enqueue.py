"""Writing a job beside the data that needs it, in the same transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import DispatchMessage, JobDAO
from app.celery.dispatch import MAX_DELAY_SECONDS, dispatch_after_commit, remaining
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
    dispatched = delay <= MAX_DELAY_SECONDS and remaining(session) > 0
    inserted = await JobDAO(session).insert(
        message, json.dumps(payload), key, spec.max_attempts, dispatched=dispatched
    )
    if not inserted:
        return None
    if dispatched:
        dispatch_after_commit(session, [message])
    return message.job_id


async def enqueue_all(
    session: AsyncSession,
    task: str,
    payloads: Mapping[str, Mapping[str, Any]],
    *,
    bulk: bool = True,
) -> None:
    """Write one job per key, all in one statement; the keys must be new (see `enqueue`).

    A `bulk` write leaves some of the messages that one commit may send to what comes after it.
    """
    spec = task_spec(task)
    jobs = [(new_id(), key, json.dumps(payload)) for key, payload in payloads.items()]
    count = remaining(session, bulk=bulk)
    declared = (task, spec.queue.value, spec.max_attempts)
    await JobDAO(session).insert_all(declared, jobs[:count])
    await JobDAO(session).insert_all(declared, jobs[count:], dispatched=False)
    messages = [DispatchMessage(job_id, task, spec.queue.value) for job_id, _, _ in jobs[:count]]
    dispatch_after_commit(session, messages)
