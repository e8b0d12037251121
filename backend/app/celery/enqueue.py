"""Writing a job beside the data that needs it, in the same transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery import task as tasks
from app.celery.dao import Hint, JobDAO
from app.celery.hints import room, send_after_commit
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
    kind = tasks.kind_of(task)
    hint = Hint(new_id(), task, kind.queue.value, delay)
    plain: dict[str, Any] = json.loads(json.dumps(payload))
    told = room(session) > 0
    if not await JobDAO(session).insert(hint, plain, key, kind.max_attempts, told=told):
        return None
    if told:
        send_after_commit(session, [hint])
    return hint.job_id


async def enqueue_all(
    session: AsyncSession, task: str, payloads: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write one job per key, all in one statement; the keys must be new (see `enqueue`)."""
    kind = tasks.kind_of(task)
    jobs: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "task": task,
            "queue": kind.queue.value,
            "payload": json.loads(json.dumps(payload)),
            "key": key,
            "max_attempts": kind.max_attempts,
        }
        for key, payload in payloads.items()
    ]
    told = jobs[: room(session)]
    await JobDAO(session).insert_all(told)
    await JobDAO(session).insert_all(jobs[len(told) :], told=False)
    send_after_commit(session, [Hint(job["id"], task, job["queue"]) for job in told])
