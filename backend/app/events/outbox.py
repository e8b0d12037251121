"""Publishing: the event and one durable job per handler, in the caller's transaction."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue_all
from app.core import clock, context
from app.core.ids import new_id
from app.dao.session import after_commit
from app.events.base import Event
from app.events.bus import handlers_of
from app.events.dao import EventDAO
from app.events.wake import wake_soon

HANDLE = "events.handle"

EventEnvelope = tuple[Event, UUID | None]


async def publish(session: AsyncSession, event: Event, *, account_id: UUID | None) -> None:
    """Write the event and a job for each of its handlers; both exist if, and only if, we commit.

    `account_id` is whose live stream shows it; None for what only staff may see.
    """
    event_id = await EventDAO(session).put(_values(event, account_id))
    await enqueue_all(session, HANDLE, _handler_jobs(event_id, event))
    after_commit(session, partial(wake_soon))


async def publish_all(session: AsyncSession, events: Sequence[EventEnvelope]) -> None:
    """Publish many events, each with the account that sees it, in two statements in all."""
    if not events:
        return
    rows = [_values(event, account_id) for event, account_id in events]
    await EventDAO(session).insert_all(rows)
    jobs: dict[str, dict[str, str]] = {}
    for row, (event, _) in zip(rows, events, strict=True):
        jobs |= _handler_jobs(row["id"], event)
    await enqueue_all(session, HANDLE, jobs)
    after_commit(session, partial(wake_soon))


def _handler_jobs(event_id: UUID, event: Event) -> dict[str, dict[str, str]]:
    """Return the payloads of the jobs that give the event to its handlers, by their keys."""
    return {
        f"{event_id}:{one.name}": {"event_id": str(event_id), "handler": one.name}
        for one in handlers_of(type(event))
        if one.wants(event)
    }


def _values(event: Event, account_id: UUID | None) -> dict[str, Any]:
    acting = context.current()
    return {
        "id": new_id(),
        "type": event.type,
        "version": event.version,
        "account_id": account_id,
        "payload": event.model_dump(mode="json"),
        "actor_kind": acting.actor.kind,
        "actor_id": acting.actor.id,
        "request_id": acting.request_id,
        "occurred_at": clock.now(),
    }
