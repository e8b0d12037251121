"""What settings hold, a model for each group, and how they are read and changed over HTTP.

`ENVIRONMENT` names, by field, the variable (a field of `core.settings.Settings`) that gives its
default and, where it is set, wins.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from app.core import setting_types as kinds
from app.core.country import Country
from app.core.email import EmailAddress
from app.core.hosts import HostName, HostOrAddress
from app.core.locale import Locale, TimeZone
from app.core.money import Currency
from app.core.optional import without_default
from app.core.text import Line, Lines
from app.dao.version import Version

Short = Annotated[Line, Field(max_length=200)]
Long = Annotated[Lines, Field(max_length=2_000)]


class Group(BaseModel):
    """The values of one group; what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")

    ENVIRONMENT: ClassVar[Mapping[str, str]] = {}
    KEPT: ClassVar[frozenset[str]] = frozenset()
    """Fields younger than the API's first release: a change that leaves them out keeps them."""


class ChecklistSettings(Group):
    """Whether the overview still shows what a new installation needs."""

    hidden: bool = False


class CompanySettings(Group):
    """Who sells: shown on public pages, in mails and on documents."""

    ENVIRONMENT = {"name": "company_name"}

    name: Annotated[Short, Field(min_length=1)]
    legal_name: Short = ""
    address: Long = ""
    tax_id: Short = ""
    registration_number: Short = ""
    bank_details: Long = ""
    support_email: EmailAddress | Literal[""] = ""
    support_phone: Short = ""


class LocaleSettings(Group):
    """What new customers begin with where they say nothing else, and the money they pay in."""

    ENVIRONMENT = {"currency": "currency"}
    KEPT = frozenset({"language", "country", "currency"})

    language: Locale = Locale.EN
    country: Country = ""
    time_zone: TimeZone = "UTC"
    currency: kinds.CurrencyCode = Field(default="RUB", json_schema_extra=without_default)


class MailSettings(Group):
    """The server that takes our mail. The password is never told, only whether there is one."""

    ENVIRONMENT = {
        "host": "smtp_host",
        "port": "smtp_port",
        "encryption": "smtp_tls",
        "username": "smtp_username",
        "sender": "smtp_from",
    }

    host: Annotated[HostOrAddress, Field(min_length=1)]
    port: kinds.Port
    encryption: Literal["none", "starttls", "tls"]
    username: Short = ""
    sender: Annotated[kinds.Sender, Field(max_length=200, examples=["Hoster <panel@example.com>"])]


class MailUpdate(MailSettings):
    """The same, with the password where it changes: left out it stays, empty it goes."""

    password: SecretStr | None = Field(default=None, max_length=500)


class RegistrationSettings(Group):
    """Who may become a customer."""

    rule: Literal["open", "invite", "closed"] = "open"
    domains: list[HostName] = Field(
        default=[], max_length=100, description="Of e-mail addresses; empty: all"
    )


class RetentionSettings(Group):
    """After how many days what is kept about people and acts is deleted."""

    ENVIRONMENT = {
        "sign_in_log_days": "sign_in_log_days",
        "address_log_days": "address_log_days",
        "audit_days": "audit_days",
        "event_days": "event_keep_days",
        "job_days": "job_keep_days",
    }
    KEPT = frozenset({"event_days", "job_days", "session_days", "mail_days", "notification_days"})

    sign_in_log_days: kinds.Days
    address_log_days: kinds.Days
    audit_days: kinds.Days
    event_days: kinds.Days = Field(default=90, json_schema_extra=without_default)
    job_days: kinds.Days = Field(default=7, json_schema_extra=without_default)
    session_days: int = Field(
        default=30, ge=1, le=365, description="Sessions and devices, from their end on"
    )
    mail_days: int = Field(
        default=90, ge=1, le=3_650, description="Mails that were sent; their texts go with them"
    )
    notification_days: int = Field(
        default=365, ge=30, le=3_650, description="In the panel; seen ones for 180 at most"
    )


Values = TypeVar("Values", bound=Group)


class SettingsRead(BaseModel, Generic[Values]):
    """A group as it counts now."""

    version: Version
    values: Values
    environment: dict[str, str] = Field(
        description="Fields that an environment variable sets, with its name: they are read-only"
    )
    secrets: list[str] = Field(description="Secrets that are set; their values are never told")
    changed_at: datetime | None
    changed_by: UUID | None


class ChecklistStepRead(BaseModel):
    """One thing that a new installation needs before it can sell."""

    name: str = Field(examples=["mail"])
    path: str = Field(description="The page of the panel where it is done")
    done: bool


class ChecklistRead(BaseModel):
    """The steps of the first run, in their order."""

    hidden: bool = Field(description="Whether the overview leaves them out")
    steps: list[ChecklistStepRead]


class PublicConfigRead(BaseModel):
    """What public pages say of the installation."""

    release: str = Field(description="The release that serves this", examples=["1.4.0"])
    company_name: str
    legal_name: str
    address: str
    tax_id: str
    registration_number: str
    support_email: str
    support_phone: str
    language: Locale
    country: str
    time_zone: str
    currency: Currency
    registration: Literal["open", "invite", "closed"]
