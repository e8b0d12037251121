"""Notification rules: who is told of which event, through which channels, with what data.

A new kind of notification is a rule and a template in its feature's manifest and a text per
language, `<name>.<locale>.jinja`; nothing else is edited.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.core.locale import Locale
from app.events.base import Event


class Channel(StrEnum):
    """A way to reach people."""

    IN_APP = "in_app"
    EMAIL = "email"


class Tone(StrEnum):
    """How good or bad the news is; the panel shows it beside the text."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    WARNING = "warning"
    CRITICAL = "critical"


class Audience(StrEnum):
    """Who is told where the data names nobody."""

    BILLING_CONTACTS = "billing_contacts"
    """The owner of the event's account and its members for billing."""

    PERSON = "person"
    """The person whose `user_id` the event carries."""


class Recipient(BaseModel):
    """Somebody an e-mail is written to; without `user_id` only the address is known."""

    user_id: UUID | None = None
    email: str
    name: str = ""
    locale: Locale
    time_zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What one notification says: plain JSON that fills its texts.

    `path` is the page of the panel about it. `secrets` are stored sealed and e-mailed only; among
    them `recipient` replaces an address that must not stay.
    """

    params: Mapping[str, Any] = field(default_factory=dict)
    path: str = "/panel"
    service_id: UUID | None = None
    invoice_id: UUID | None = None
    recipients: Sequence[Recipient] | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretLink:
    """A one-time link in an e-mail: `token` is the secret named `link_token`."""

    is_valid: Callable[[AsyncSession, str], Awaitable[bool]]
    """Whether the token still opens anything: an e-mail with a void link is not sent."""

    issue: Callable[[AsyncSession, UUID], Awaitable[Mapping[str, str] | None]] | None = None
    """Makes the secrets of a person's new e-mail; None where it is not wanted any more."""

    is_wanted: Callable[[AsyncSession, UUID], Awaitable[bool]] | None = None
    """Whether the person still has a use for a new one; None: always."""

    sent: Callable[[AsyncSession, str], Awaitable[None]] | None = None
    """Called once the e-mail with the token has left."""


Data = Callable[[AsyncSession, Any], Awaitable[Content | None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One kind of notification. `data` returns None where nobody is to be told."""

    name: str
    event: type[Event]
    data: Data
    channels: frozenset[Channel]
    audience: Audience = Audience.BILLING_CONTACTS
    tone: Tone = Tone.NEUTRAL
    permission: Permission | None = None
    """Who sees it in the panel; None: whoever may read the event."""

    link: SecretLink | None = None

    texts: str = ""
    """Name of the texts where another rule has them already."""

    @property
    def template(self) -> str:
        """The name of the texts."""
        return self.texts or self.name
