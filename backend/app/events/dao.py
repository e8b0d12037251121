"""SQL on the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select, text
from sqlmodel import col

from app.core import json
from app.core.ids import first_id_of
from app.dao.base import BaseDAO
from app.events.models import AuditRecord, EventRow

_PLACE_LOCK = 0x6877_6576
BATCH = 500


def newest_position() -> ScalarSelect[int]:
    """Return, for a larger statement, where the stream stands in what that statement sees."""
    return select(func.coalesce(func.max(col(EventRow.position)), 0)).scalar_subquery()


class EventDAO(BaseDAO[EventRow]):
    """Events of all accounts and of staff; a scope narrows them to an account's."""

    model = EventRow
    owner = "account_id"

    async def place(self) -> int:
        """Give committed events their position in the stream; return how many got one.

        One process at a time, its lock held until the commit: so positions become visible in order
        and a reader that has seen N never finds a smaller one later.
        """
        await self.session.execute(text(f"SELECT pg_advisory_xact_lock({_PLACE_LOCK})"))
        placed = await self.session.execute(_PLACE)
        return len(placed.all())

    async def insert_all(self, rows: Sequence[dict[str, Any]]) -> None:
        """Write many events in one statement; no object is made of them."""
        await self.session.execute(_INSERT_ALL, {"rows": json.dumps(rows).decode()})

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete the oldest events from before then, `limit` at most; return how many.

        Those that a handler has not taken yet stay, whatever their age.
        """
        bounds = {"before": first_id_of(before), "limit": limit}
        return len((await self.session.execute(_PRUNE, bounds)).all())

    async def last_position(self) -> int:
        """Return the newest position, 0 in an empty stream."""
        return await self.session.scalar(select(newest_position())) or 0

    async def after(self, position: int, *, limit: int = BATCH) -> Sequence[EventRow]:
        """Return the events in scope after a position, in order."""
        statement = self.rows().where(col(EventRow.position) > position)
        found = await self.session.scalars(statement.order_by(col(EventRow.position)).limit(limit))
        return found.all()


class AuditDAO(BaseDAO[AuditRecord]):
    """Audit records; the database refuses to change or delete one."""

    model = AuditRecord
    owner = "account_id"


_INSERT_ALL = text(
    """
    INSERT INTO event (id, type, version, account_id, payload, actor_kind, actor_id, request_id,
        occurred_at)
    SELECT id, type, version, account_id, payload, actor_kind, actor_id, request_id, occurred_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS event(id uuid, type text, version integer,
        account_id uuid, payload jsonb, actor_kind text, actor_id uuid, request_id text,
        occurred_at timestamptz)
    """
)
_PRUNE = text(
    """
    DELETE FROM event WHERE id IN (
        SELECT id FROM event
        WHERE id < :before AND NOT EXISTS (
            SELECT FROM job
            WHERE job.task = 'events.handle' AND job.state <> 'done'
              AND job.payload ->> 'event_id' = CAST(event.id AS text)
        )
        ORDER BY id LIMIT :limit
    )
    RETURNING id
    """
)
_PLACE: Any = text(
    """
    UPDATE event SET position = nextval('event_position')
    FROM (SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT 5000) AS unplaced
    WHERE event.id = unplaced.id
    RETURNING event.id
    """
)
