"""Publishing: the fact and one durable job per handler, in the caller's transaction."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue, enqueue_all
from app.core import clock, context
from app.dao.session import after_commit
from app.events.base import Event
from app.events.bus import handlers_of
from app.events.dao import EventDAO
from app.events.models import EventRow
from app.events.wake import wake_soon

HANDLE = "events.handle"

Told = tuple[Event, UUID | None]


async def publish(session: AsyncSession, fact: Event, *, account_id: UUID | None) -> None:
    """Write the fact and a job for each of its handlers; both exist if, and only if, we commit.

    `account_id` is whose live stream shows it; None for what only staff may see.
    """
    row = _row(fact, account_id)
    await EventDAO(session).add(row)
    for listener in handlers_of(type(fact)):
        key = f"{row.id}:{listener.name}"
        await enqueue(session, HANDLE, key=key, event_id=row.id, handler=listener.name)
    after_commit(session, partial(wake_soon))


async def publish_all(session: AsyncSession, facts: Sequence[Told]) -> None:
    """Publish many facts, each with the account that sees it, in two statements in all."""
    rows = [(_row(fact, account_id), handlers_of(type(fact))) for fact, account_id in facts]
    if not rows:
        return
    await EventDAO(session).insert_all([row for row, _ in rows])
    jobs = {
        f"{row.id}:{listener.name}": {"event_id": row.id, "handler": listener.name}
        for row, listeners in rows
        for listener in listeners
    }
    await enqueue_all(session, HANDLE, jobs)
    after_commit(session, partial(wake_soon))


def _row(fact: Event, account_id: UUID | None) -> EventRow:
    acting = context.current()
    return EventRow(
        type=fact.type,
        version=fact.version,
        account_id=account_id,
        payload=fact.model_dump(mode="json"),
        actor_kind=acting.actor.kind,
        actor_id=acting.actor.id,
        request_id=acting.request_id,
        occurred_at=clock.now(),
    )
