"""What settings hold, a model for each group, and how they are read and changed over HTTP.

`ENVIRONMENT` names, by field, the variable (a field of `core.settings.Settings`) that gives its
default and, where it is set, wins.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
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


LogoName = Annotated[
    str,
    Field(
        pattern="^([0-9a-f]{32})?$",
        description="As the upload was named",
        examples=["0f3c0f3c0f3c0f3c0f3c0f3c0f3c0f3c"],
    ),
]


class Group(BaseModel):
    """The values of one group; what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")

    ENVIRONMENT: ClassVar[Mapping[str, str]] = {}
    KEPT: ClassVar[frozenset[str]] = frozenset()
    """Fields younger than the API's first release: a change that leaves them out keeps them."""
    NAMES: ClassVar[frozenset[str]] = frozenset()
    """Fields that hold an id of something: the audit says that they changed, not to what."""
    SECRETS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Secrets by name, each with the variables that give it; the first is where it is used."""
    SERVER: ClassVar[tuple[str, ...]] = ()
    """Of one server, its address first: where the environment names that, it says all of them.

    A secret from here is never sent to a host that the environment names.
    """
    BOUND: ClassVar[Mapping[str, frozenset[str]]] = {}
    """Secrets that are for one server: when these fields change, they do not follow."""

    def carries(self, _secret: str) -> bool:
        """Tell whether a secret may be kept with these values."""
        return True

    def lacks(self, _secrets: AbstractSet[str]) -> bool:
        """Tell whether something must be set first, where just these secrets are."""
        return False


class BrandSettings(Group):
    """How panel, mails and public pages look; empty is what this program brings."""

    NAMES = frozenset({"logo_light", "logo_dark"})

    name: Annotated[Short, Field(description="Instead of the company's name")] = ""
    accent: Annotated[str, Field(pattern="^(#[0-9a-f]{6})?$", examples=["#2a55e5"])] = ""
    logo_light: LogoName = ""
    logo_dark: LogoName = ""


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

    language: Locale = Locale.RU
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
    SECRETS = {"password": ("smtp_password",)}
    SERVER = ("host", "port", "encryption", "username", "password")
    BOUND = {"password": frozenset({"host"})}

    host: Annotated[HostOrAddress, Field(min_length=1)]
    port: kinds.Port
    encryption: Literal["none", "starttls", "tls"]
    username: Short = ""
    sender: Annotated[kinds.Sender, Field(max_length=200, examples=["Hoster <panel@example.com>"])]

    def carries(self, _secret: str) -> bool:
        """Refuse a password that would cross the network in clear."""
        return self.encryption != "none"


class MailUpdate(MailSettings):
    """The same, with the password where it changes: left out it stays, empty it goes."""

    password: SecretStr | None = Field(default=None, max_length=500)


class PaymentSettings(Group):
    """The provider that takes payments. Its secrets are never told, only which there are."""

    ENVIRONMENT = {"url": "sandbox_payments_url"}
    SECRETS = {
        "api_key": ("sandbox_payments_secret",),
        "webhook_secret": ("sandbox_payments_webhook_secret",),
    }
    SERVER = ("url", "enabled", "api_key", "webhook_secret")
    BOUND = {"api_key": frozenset({"url"}), "webhook_secret": frozenset({"url"})}

    provider: Literal["sandbox"] = "sandbox"
    enabled: bool = Field(
        default=True, description="Offered to customers; payments under way are seen to either way"
    )
    url: Annotated[kinds.WebAddress, Field(max_length=300, examples=["https://pay.example.com"])]

    def lacks(self, secrets: AbstractSet[str]) -> bool:
        """Offer nothing that cannot ask, or whose notices anybody could forge."""
        return self.enabled and not (self.url and secrets >= self.SECRETS.keys())


class PaymentUpdate(PaymentSettings):
    """The same, with the secrets that change: left out they stay, empty they go."""

    api_key: kinds.Token | None = None
    webhook_secret: kinds.Token | None = None


class BackupSettings(Group):
    """Where backups are kept, how often they are made and which stay."""

    ENVIRONMENT = {
        "target": "backup_url",
        "s3_endpoint": "backup_s3_endpoint",
        "s3_region": "backup_s3_region",
        "s3_access_key": "backup_s3_access_key",
        "hours": "backup_hours",
        "timeout_hours": "backup_timeout_hours",
        "keep_daily": "backup_keep_daily",
        "keep_weekly": "backup_keep_weekly",
        "keep_monthly": "backup_keep_monthly",
    }
    SECRETS = {
        "s3_secret_key": ("backup_s3_secret_key",),
        "key": ("backup_key", "backup_key_file"),
    }
    SERVER = ("target", "s3_endpoint", "s3_region", "s3_access_key", "s3_secret_key")
    BOUND = {"s3_secret_key": frozenset({"s3_endpoint", "s3_access_key"})}

    target: Annotated[
        kinds.BackupTarget, Field(max_length=500, examples=["s3://bucket/hostwright", "/backups"])
    ]
    s3_endpoint: Annotated[kinds.WebAddress, Field(max_length=300)]
    s3_region: Annotated[Line, Field(min_length=1, max_length=100)]
    s3_access_key: Annotated[Line, Field(max_length=200)]
    hours: kinds.Hours
    timeout_hours: kinds.Hours
    keep_daily: kinds.Count
    keep_weekly: kinds.Count
    keep_monthly: kinds.Count


class BackupUpdate(BackupSettings):
    """The same, with the secrets that change: left out they stay, empty they go."""

    s3_secret_key: kinds.Token | None = None
    key: kinds.BackupKey | None = None


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
