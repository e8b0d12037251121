"""What is said about the bell, and what letters are made of."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.locale import Locale
from app.core.money import MoneyRead
from app.core.vocabulary import EventType
from app.dao.query import ListQuery, PageRead
from app.features.notifications.models import Template

__all__ = [
    "Addressee",
    "InvoiceSnapshot",
    "LineSnapshot",
    "NotificationPage",
    "NotificationQuery",
    "NotificationRead",
    "NotificationSummary",
    "ServiceSnapshot",
    "Template",
]


class NotificationRead(BaseModel):
    """One line of the bell: `event_type` is translated by the client, `params` fill its text."""

    id: UUID
    event_type: EventType
    params: dict[str, Any]
    service_id: UUID | None
    invoice_id: UUID | None
    created_at: datetime
    read_at: Annotated[datetime | None, Field(description="When the caller saw it")]


class NotificationQuery(ListQuery):
    """Which lines of the bell to list."""

    sort: list[Literal["created_at", "-created_at"]] = ["-created_at"]
    unread: bool | None = None
    event_type: list[str] | None = None


NotificationPage = PageRead[NotificationRead]


class NotificationSummary(BaseModel):
    """How much of the bell the caller has not seen."""

    unread: int


class Addressee(BaseModel):
    """Whom to write to where only the address is known."""

    user_id: UUID | None = None
    email: str
    name: str = ""
    locale: Locale
    time_zone: str


class LineSnapshot(BaseModel):
    """One line of an invoice, as a letter shows it."""

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
