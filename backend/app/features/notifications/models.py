"""Tables of e-mails and in-app notifications: each once per event, the database refuses more."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core import clock
from app.core.locale import Locale
from app.dao.base import TableModel, text_enum, timestamp
from app.dao.indexes import trigrams
from app.manifest import Tone


class MailState(StrEnum):
    """Where an e-mail is; a failed one is sent when its dead job is run again."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


def _params() -> Column[dict[str, Any]]:
    return Column(JSONB, nullable=False)


class Mail(TableModel, table=True):
    """One e-mail to one person about one event. `params` fill its template and hold no secret.

    `sealed` are the params that nobody may read, encrypted; an e-mail that was sent has none.
    There is no `user_id` where the person is only an address to us. `account_id` is the customer
    it is about. `subject` and `body` are what was sent, without what opens anything; `original_id`
    is the e-mail that staff sent once more as this one.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint(
            "event_id", "recipient", "template", name="uq_mail_event_recipient_template"
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("state <> 'sent' OR sealed IS NULL", name="sent_without_secrets"),
        Index("ix_mail_created", "created_at", "id"),
        Index("ix_mail_state", "state", "created_at", "id"),
        Index("ix_mail_template", "template", "created_at", "id"),
        Index("ix_mail_account", "account_id", "created_at", "id"),
        Index(
            "ix_mail_original",
            "original_id",
            "created_at",
            postgresql_where=text("original_id IS NOT NULL"),
        ),
        trigrams("ix_mail_search", "recipient"),
        Index("ix_mail_unsent", "created_at", postgresql_where=text("state <> 'sent'")),
    )

    event_id: UUID = Field(
        description="Of an event that may be pruned by now; one sent again has one of its own"
    )
    template: str
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    user_id: UUID | None = Field(default=None, foreign_key="user.id", index=True)
    recipient: str
    name: str
    locale: Locale = text_enum(Locale)
    time_zone: str
    params: dict[str, Any] = Field(sa_column=_params())
    sealed: bytes | None = Field(default=None, repr=False)
    state: MailState = text_enum(MailState, default=MailState.PENDING)
    message_id: str = Field(unique=True, description="A repeat after a crash carries the same")
    created_at: datetime = timestamp(default_factory=clock.now)
    sent_at: datetime | None = timestamp(default=None)
    error: str | None = None
    subject: str | None = None
    body: str | None = None
    original_id: UUID | None = Field(default=None, foreign_key="mail.id", ondelete="SET NULL")


class MailFailure(TableModel, table=True):
    """One attempt at an e-mail that failed, and what the mail server or the way there said."""

    __tablename__ = "mail_failure"

    mail_id: UUID = Field(foreign_key="mail.id", ondelete="CASCADE", index=True)
    at: datetime = timestamp(default_factory=clock.now)
    error: str


class MailTemplateVersion(TableModel, table=True):
    """What the e-mails of one kind say in one language from then on; no texts: the default.

    Versions begin at 2: the texts that this release brings are version 1.
    """

    __tablename__ = "mail_template_version"
    __table_args__ = (
        UniqueConstraint(
            "template", "locale", "version", name="uq_mail_template_version_template_locale_version"
        ),
        CheckConstraint("(subject IS NULL) = (body IS NULL)", name="whole"),
    )

    template: str
    locale: Locale = text_enum(Locale)
    version: int
    subject: str | None = None
    body: str | None = None
    author_id: UUID | None = None
    created_at: datetime = timestamp()
    failed_at: datetime | None = timestamp(default=None)
    failure: str | None = Field(default=None, description="Why it could not be used when sending")


class Notification(TableModel, table=True):
    """One in-app notification of an account, for those who hold `permission`.

    `text` has its words in every language, `path` is the page of the panel about it.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("event_id", "rule", name="uq_notification_event_rule"),
        Index(
            "ix_notification_account",
            "account_id",
            "created_at",
            "id",
        ),
    )

    event_id: UUID = Field(description="Of an event that may be pruned by now")
    account_id: UUID = Field(foreign_key="account.id")
    event_type: str
    rule: str
    text: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    tone: Tone = text_enum(Tone)
    path: str
    permission: str
    service_id: UUID | None = Field(default=None, foreign_key="service.id")
    invoice_id: UUID | None = Field(default=None, foreign_key="invoice.id")
    created_at: datetime = timestamp(default_factory=clock.now, index=True)


class ReadMark(TableModel, table=True):
    """A person has seen a notification."""

    __tablename__ = "notification_read"
    __table_args__ = (
        UniqueConstraint("notification_id", "user_id", name="uq_notification_read_by"),
    )

    notification_id: UUID = Field(foreign_key="notification.id", ondelete="CASCADE")
    user_id: UUID = Field(foreign_key="user.id", index=True)
    read_at: datetime = timestamp(default_factory=clock.now)
