"""What is said about notifications, and what e-mails are made of."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.locale import Locale
from app.core.money import MoneyRead
from app.core.text import Line, Lines
from app.core.vocabulary import EventType
from app.dao.query import ListQuery, PageRead, Sort
from app.dao.version import Version
from app.manifest import MailGroup, Tone, VariableKind


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


class MailTestRead(BaseModel):
    """What came of a test mail to oneself."""

    recipient: str
    sent: bool
    error: str = Field(description="What the server or the connection said, in its own words")


class MailTemplateState(BaseModel):
    """What an e-mail says in one language: the default, or what staff wrote."""

    locale: Locale
    subject: str
    customized: bool
    changed_at: datetime | None
    failure: Annotated[
        str | None, Field(description="Why the default is sent instead of what staff wrote")
    ]


class MailTemplateSummary(BaseModel):
    """One kind of email."""

    name: str = Field(examples=["invoice_paid"])
    group: MailGroup
    title: LocalizedText
    locales: list[MailTemplateState]


class MailTemplateList(BaseModel):
    """Every kind of email, in the order of groups."""

    items: list[MailTemplateSummary]


class MailVariableRead(BaseModel):
    """One thing that an e-mail may say."""

    name: str = Field(examples=["hostname"])
    kind: VariableKind
    about: LocalizedText
    required: bool = Field(description="A text without it is refused")
    optional: bool = Field(description="It may be empty: ask with `if`")
    secret: bool = Field(description="It has no place in the subject")


class MailTemplateUpdate(BaseModel):
    """What an email is to say in one language."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[Line, Field(min_length=1, max_length=300, examples=["{{ company }}"])]
    body: Annotated[Lines, Field(min_length=1, max_length=20_000, examples=["{{ hello }}"])]


class MailTemplateRead(BaseModel):
    """What an e-mail says in one language, and what it may say."""

    name: str
    group: MailGroup
    title: LocalizedText
    locale: Locale
    version: Version
    subject: str
    body: str
    default_subject: str
    default_body: str
    customized: bool
    failure: str | None
    variables: list[MailVariableRead]


class MailTemplateVersionRead(BaseModel):
    """What an e-mail said from then on; no texts: the default."""

    version: int
    subject: str | None
    body: str | None
    author: str
    created_at: datetime
    failure: str | None


class MailTemplateHistory(BaseModel):
    """The newest versions, the newest first; version 1, the default, is not among them."""

    items: list[MailTemplateVersionRead]


class MailPreviewRead(BaseModel):
    """An e-mail with sample values."""

    subject: str
    text: str
    html: str
