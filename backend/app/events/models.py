"""The outbox: every event, in order, the source of the live stream; and the audit of acts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core.context import ActorKind
from app.dao.base import TableModel, text_enum, timestamp
from app.dao.indexes import trigrams


class EventRow(TableModel, table=True):
    """One event. `position` is given after the commit, so that readers never miss a late one."""

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


class AuditRecord(TableModel, table=True):
    """One act. Rows are only ever added; `position` counts them, gaps are rolled back acts."""

    __tablename__ = "audit_record"
    __table_args__ = (
        Index("ix_audit_record_account", "account_id", "at", "id"),
        Index("ix_audit_record_at", "at", "id"),
        Index("ix_audit_record_actor", "actor_id", "at", "id"),
        Index("ix_audit_record_target", "target_id", "at", "id"),
        Index("ix_audit_record_action", "action", "at", "id"),
        Index("ix_audit_record_actor_kind", "actor_kind", "at", "id"),
        trigrams("ix_audit_record_search", "action", "reason", "request_id"),
    )

    position: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, Identity(always=True), unique=True, nullable=False),
    )
    action: str
    account_id: UUID | None = None
    actor_kind: ActorKind = text_enum(ActorKind)
    actor_id: UUID | None = None
    impersonator_id: UUID | None = None
    ip: str
    request_id: str
    target_type: str | None = None
    target_id: UUID | None = None
    changes: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    reason: str | None = None
    at: datetime = timestamp()
