"""The outbox: every fact, in order; also the source of the live stream and of the audit trail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core.context import ActorKind
from app.dao.base import Row, text_enum, timestamp


class EventRow(Row, table=True):
    """One fact. `position` is given after the commit, so that readers never miss a late one."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_unplaced", "id", postgresql_where=text("position IS NULL")),
        Index("ix_event_account", "account_id", "position"),
    )

    position: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    type: str
    version: int
    account_id: UUID | None = None
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    actor_kind: ActorKind = text_enum(ActorKind)
    actor_id: UUID | None = None
    request_id: str
    occurred_at: datetime = timestamp()
