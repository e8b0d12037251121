"""Handlers run as durable jobs, one per event and subscription; a job's death is an event."""

from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.dead_letter import ANNOUNCE
from app.celery.queues import Queue
from app.celery.task import task
from app.events.bus import subscription
from app.events.context import EventContext, bind_event_context
from app.events.dao import EventDAO
from app.events.jobs import JobDead
from app.events.outbox import HANDLE, publish
from app.events.versions import read_event


@task(HANDLE, queue=Queue.DEFAULT)
async def handle(session: AsyncSession, *, event_id: UUID, handler: str) -> None:
    """Give one event to one of its handlers."""
    row = await EventDAO(session).get(event_id)
    event = read_event(row.type, row.version, row.payload)
    with bind_event_context(EventContext(row.id, row.type, row.account_id, row.occurred_at)):
        await subscription(handler).handle(session, event)


@task(ANNOUNCE, queue=Queue.DEFAULT)
async def announce_dead(session: AsyncSession, *, job_id: UUID, task_name: str, error: str) -> None:
    """Publish that a job gave up.

    Where it was itself a reaction to a `JobDead`, that is only logged: a handler of `JobDead` that
    always fails would go on for ever otherwise.
    """
    if task_name == HANDLE and await _handled_death(session, job_id):
        logger.error("a handler of JobDead gave up: job {}: {}", job_id, error)
        return
    event = JobDead(job_id=job_id, task=task_name, error=error)
    await publish(session, event, account_id=None)


async def _handled_death(session: AsyncSession, job_id: UUID) -> bool:
    job = await JobDAO(session).find(job_id)
    event = await EventDAO(session).find(UUID(job.payload["event_id"])) if job else None
    return event is not None and event.type == JobDead.type
