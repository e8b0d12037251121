"""Publishing: the fact and one durable job per handler, in the caller's transaction."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue, enqueue_all
from app.core import clock, context
from app.core.ids import new_id
from app.dao.session import after_commit
from app.events.base import Event
from app.events.bus import handlers_of
from app.events.dao import EventDAO
from app.events.wake import wake_soon

HANDLE = "events.handle"

Told = tuple[Event, UUID | None]


async def publish(session: AsyncSession, fact: Event, *, account_id: UUID | None) -> None:
    """Write the fact and a job for each of its handlers; both exist if, and only if, we commit.

    `account_id` is whose live stream shows it; None for what only staff may see.
    """
    event_id = await EventDAO(session).put(_values(fact, account_id))
    for listener in handlers_of(type(fact)):
        key = f"{event_id}:{listener.name}"
        await enqueue(session, HANDLE, key=key, event_id=event_id, handler=listener.name)
    after_commit(session, partial(wake_soon))


async def publish_all(session: AsyncSession, facts: Sequence[Told]) -> None:
    """Publish many facts, each with the account that sees it, in two statements in all."""
    if not facts:
        return
    rows = [_values(fact, account_id) for fact, account_id in facts]
    await EventDAO(session).insert_all(rows)
    jobs = {
        f"{row['id']}:{listener.name}": {"event_id": str(row["id"]), "handler": listener.name}
        for row, (fact, _) in zip(rows, facts, strict=True)
        for listener in handlers_of(type(fact))
    }
    await enqueue_all(session, HANDLE, jobs)
    after_commit(session, partial(wake_soon))


def _values(fact: Event, account_id: UUID | None) -> dict[str, Any]:
    acting = context.current()
    return {
        "id": new_id(),
        "type": fact.type,
        "version": fact.version,
        "account_id": account_id,
        "payload": fact.model_dump(mode="json"),
        "actor_kind": acting.actor.kind,
        "actor_id": acting.actor.id,
        "request_id": acting.request_id,
        "occurred_at": clock.now(),
    }
