"""What is said about notifications, and what e-mails are made of."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.core.locale import Locale
from app.core.money import MoneyRead
from app.core.text import Line, Lines
from app.core.vocabulary import EventType
from app.dao.query import EXACT_UP_TO, ListQuery, PageRead, Sort
from app.dao.version import Version
from app.features.brand.schemas import BrandRead
from app.features.notifications.models import MailState
from app.manifest import MailGroup, Resend, Tone, VariableKind

MAX_RETRY_DAYS = 7


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


class MailAccountRead(BaseModel):
    """The customer that an e-mail is about."""

    id: UUID
    name: str


class MailRead(BaseModel):
    """One e-mail that was sent, waits, or could not be sent."""

    id: UUID
    template: Annotated[str, Field(examples=["invoice_paid"])]
    state: MailState
    recipient: str
    account: MailAccountRead | None
    locale: Locale
    subject: Annotated[str | None, Field(description="As it was sent; null before that")]
    error: Annotated[str | None, Field(description="Why it could not be sent")]
    original_id: Annotated[UUID | None, Field(description="What staff sent once more as this one")]
    created_at: datetime
    sent_at: datetime | None


class MailQuery(ListQuery):
    """Which e-mails to list; `q` looks into addresses, or is an id."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    state: list[MailState] | None = None
    template: list[Annotated[str, Field(max_length=100)]] | None = None
    account_id: UUID | None = None
    created_at__gte: AwareDatetime | None = None
    created_at__lte: AwareDatetime | None = None


MailPage = PageRead[MailRead]


class MailAction(StrEnum):
    """What staff may do with an e-mail."""

    RESEND = "resend"
    RETRY = "retry"


class MailFailureRead(BaseModel):
    """An attempt that failed, and what the mail server or the way there said."""

    at: datetime
    error: str


class MailDetailRead(MailRead):
    """One e-mail with its words and its attempts."""

    name: str = Field(description="The recipient's; empty where it is not known")
    text: Annotated[
        str | None,
        Field(description="Its plain text; words stand where a secret link or code was"),
    ]
    as_sent: bool = Field(description="False: the words that it would have now")
    has_secrets: bool = Field(description="Whether something was left out of the text")
    failures: list[MailFailureRead] = Field(description="The newest first, at most 50")
    next_attempt_at: datetime | None
    resend: Resend
    allowed_actions: Annotated[
        list[MailAction], Field(description="What the caller may do now; limits may still refuse")
    ]


class MailKindRead(BaseModel):
    """One kind of e-mail."""

    name: str = Field(examples=["invoice_paid"])
    group: MailGroup
    title: LocalizedText


class MailKindList(BaseModel):
    """Every kind of e-mail, in the order of groups."""

    items: list[MailKindRead]


class MailRetryAll(BaseModel):
    """Which failed e-mails to try again: those written since then."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[AwareDatetime, Field(description=f"At most {MAX_RETRY_DAYS} days ago")]


class MailRetryAllRead(BaseModel):
    """How many e-mails will be tried again."""

    failed: int = Field(description=f"Counted up to {EXACT_UP_TO}")


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


class BrandPreviewRead(BaseModel):
    """How a brand would look."""

    brand: BrandRead
    mail: MailPreviewRead
