"""What is said about notifications, and what e-mails are made of."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.money import MoneyRead
from app.core.vocabulary import EventType
from app.dao.query import ListQuery, PageRead, Sort
from app.manifest import Tone


class LocalizedText(BaseModel):
    """A text in every language of the panel."""

    ru: str
    en: str


class NotificationRead(BaseModel):
    """One in-app notification, ready to be shown: its text in every language."""

    id: UUID
    event_type: EventType
    text: LocalizedText
    tone: Tone
    path: Annotated[str, Field(description="The page about it", examples=["/panel/balance"])]
    service_id: UUID | None
    invoice_id: UUID | None
    created_at: datetime
    read_at: Annotated[datetime | None, Field(description="When the caller saw it")]


class NotificationQuery(ListQuery):
    """Filters of a person's notifications."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    unread: bool | None = None
    event_type: list[str] | None = None


NotificationPage = PageRead[NotificationRead]


class NotificationSummary(BaseModel):
    """How many notifications the caller has not seen."""

    unread: int


class LineSnapshot(BaseModel):
    """One line of an invoice, as an e-mail shows it."""

    description: dict[str, Any]
    quantity: int
    amount: MoneyRead
    period_start: datetime | None
    period_end: datetime | None


class InvoiceSnapshot(BaseModel):
    """An invoice at the moment of an event; the hours are those of its subscription's rules."""

    number: str
    subtotal: MoneyRead
    tax: MoneyRead
    total: MoneyRead
    due_at: datetime
    paid_at: datetime | None
    renewal: bool
    hourly: bool
    hostname: str | None
    paid_through: datetime | None
    grace_hours: int | None
    terminate_hours: int | None
    lines: list[LineSnapshot] = []


class ServiceSnapshot(BaseModel):
    """A service at the moment of an event."""

    id: UUID
    hostname: str
    invoice_id: UUID | None
    paid_through: datetime | None
    grace_hours: int | None
    terminate_hours: int | None
