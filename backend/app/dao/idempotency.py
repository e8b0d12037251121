"""Stored answers of requests that must not take effect twice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint, delete, select, update
from sqlmodel import Column, Field, col

from app.core import clock
from app.core.ids import new_id
from app.dao.base import BaseDAO, TableModel, timestamp
from app.dao.upsert import Upsert


class IdempotencyKey(TableModel, table=True):
    """One key of one caller, what it was used for, and the answer it got."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("caller_id", "key", name="uq_idempotency_caller_key"),)

    caller_id: UUID
    key: str
    fingerprint: str
    status: int = 0
    location: str | None = None
    body: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = timestamp(index=True)


_CLAIM = Upsert(IdempotencyKey, "ON CONSTRAINT uq_idempotency_caller_key")


class IdempotencyDAO(BaseDAO[IdempotencyKey]):
    """Keys and the answers given under them; a key belongs to its caller."""

    model = IdempotencyKey

    async def claim(self, caller_id: UUID, key: str, fingerprint: str) -> IdempotencyKey | None:
        """Take the key for this transaction; return the earlier use of it where there is one.

        Waits for a concurrent transaction that holds the same key.
        """
        values = {
            "id": new_id(),
            "caller_id": caller_id,
            "key": key,
            "fingerprint": fingerprint,
            "status": 0,
            "body": b"",
            "created_at": clock.now(),
        }
        if await _CLAIM.put(self.session, values) is not None:
            return None
        earlier = self.rows().where(
            col(IdempotencyKey.caller_id) == caller_id, col(IdempotencyKey.key) == key
        )
        return (await self.session.scalars(earlier)).one()

    async def save_answer(
        self, caller_id: UUID, key: str, status: int, body: bytes, location: str | None = None
    ) -> None:
        """Store the answer that a repeat gets; status 0 is a request without an answer yet."""
        await self.session.execute(
            update(IdempotencyKey)
            .where(col(IdempotencyKey.caller_id) == caller_id, col(IdempotencyKey.key) == key)
            .values(status=status, body=body, location=location)
        )

    async def release(self, caller_id: UUID, key: str) -> None:
        """Let a key that was claimed be used again."""
        await self.session.execute(
            delete(IdempotencyKey)
            .where(col(IdempotencyKey.caller_id) == caller_id, col(IdempotencyKey.key) == key)
            .execution_options(synchronize_session=False)
        )

    async def prune(self, before: datetime, limit: int) -> None:
        """Delete at most `limit` keys from before then; one without an answer yet stays."""
        answered = col(IdempotencyKey.status) != 0
        chosen = (
            select(col(IdempotencyKey.id))
            .where(answered, col(IdempotencyKey.created_at) < before)
            .limit(limit)
        )
        await self.session.execute(
            delete(IdempotencyKey)
            .where(col(IdempotencyKey.id).in_(chosen))
            .execution_options(synchronize_session=False)
        )
