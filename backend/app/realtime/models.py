"""The tickets that admit to sockets."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from app.dao.base import TableModel, text_enum, timestamp


class TicketPurpose(StrEnum):
    """Which socket a ticket opens."""

    EVENTS = "events"


class RealtimeTicket(TableModel, table=True):
    """A ticket that was not used yet; it goes with its use.

    `caller_id` is the session or the API token it was given to; `token_digest` is that token's.
    """

    __tablename__ = "realtime_ticket"

    digest: str = Field(unique=True)
    purpose: TicketPurpose = text_enum(TicketPurpose)
    caller_id: UUID
    token_digest: str | None = None
    expires_at: datetime = timestamp(index=True)
