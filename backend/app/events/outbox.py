"""Publishing: the fact and one durable job per handler, in the caller's transaction."""

from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock, context
from app.dao.session import after_commit
from app.events.base import Event
from app.events.bus import handlers_of
from app.events.dao import EventDAO
from app.events.models import EventRow
from app.events.wake import wake_soon

HANDLE = "events.handle"


async def publish(session: AsyncSession, fact: Event, *, account_id: UUID | None) -> None:
    """Write the fact and a job for each of its handlers; both exist if, and only if, we commit.

    `account_id` is whose live stream shows it; None for what only staff may see.
    """
    acting = context.current()
    row = EventRow(
        type=fact.type,
        version=fact.version,
        account_id=account_id,
        payload=fact.model_dump(mode="json"),
        actor_kind=acting.actor.kind,
        actor_id=acting.actor.id,
        request_id=acting.request_id,
        occurred_at=clock.now(),
    )
    await EventDAO(session).add(row)
    for listener in handlers_of(type(fact)):
        key = f"{row.id}:{listener.name}"
        await enqueue(session, HANDLE, key=key, event_id=row.id, handler=listener.name)
    after_commit(session, partial(wake_soon))
