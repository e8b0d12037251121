"""Handlers run as durable jobs: one per event and subscription."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.task import task
from app.events.base import event_type
from app.events.bus import subscription
from app.events.context import EventContext, bind_event_context
from app.events.dao import EventDAO
from app.events.outbox import HANDLE


@task(HANDLE, queue=Queue.DEFAULT)
async def handle(session: AsyncSession, *, event_id: UUID, handler: str) -> None:
    """Give one event to one of its handlers."""
    row = await EventDAO(session).get(event_id)
    event = event_type(row.type).model_validate(row.payload)
    with bind_event_context(EventContext(row.id, row.type, row.account_id, row.occurred_at)):
        await subscription(handler).handle(session, event)
