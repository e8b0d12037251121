"""All configuration, from the environment (twelve-factor). `.env.example` documents it."""

import re
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.hosts import ascii_url, to_ascii

_DEVELOPMENT_SECRET = "development-only-secret-never-for-production"  # noqa: S105  refused below
_SECRET_LENGTH = 32
_PLUGIN = re.compile(r"[a-z][a-z0-9_-]*=\w+(?:\.\w+)*:\w+")


class Environment(StrEnum):
    """Where the program runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What the environment says; every field is an upper-case variable of the same name."""

    # Compose passes on what is not set as an empty word; .env says the same of `NAME=`.
    model_config = SettingsConfigDict(
        env_file=(".env", "../.env"), env_ignore_empty=True, extra="ignore"
    )

    environment: Environment = Environment.DEVELOPMENT
    secret_key: SecretStr = SecretStr(_DEVELOPMENT_SECRET)
    public_url: str = "http://localhost:8000"
    api_url: str = ""
    company_name: str = "Hostwright"
    currency: str = "RUB"
    tax_basis_points: int = 2000
    trusted_proxies: str = ""

    database_url: str = "postgresql+asyncpg://hostwright:hostwright@localhost:5430/hostwright"
    db_pool_size: int = 10
    celery_broker_url: str = "redis://localhost:6379/0"
    redis_url: str = ""

    access_token_expire_minutes: int = 15
    refresh_token_expire_days: int = 30
    session_expire_days: int = 180
    staff_second_factor: bool | None = None
    breached_passwords_file: Path | None = None
    rate_limit_auth: str = "30/minute"
    rate_limit_write: str = "120/minute"
    rate_limit_read: str = "1200/minute"
    allowed_hosts: str = ""
    allowed_origins: str = ""

    request_statement_seconds: float = 30
    job_statement_seconds: float = 60
    lock_seconds: float = 15
    idle_transaction_seconds: float = 60
    worker_jobs: int = 256
    worker_stop_seconds: float = 20
    job_keep_days: int = 7
    event_keep_days: int = 90
    idempotency_keep_hours: int = 24

    log_level: str = "INFO"
    log_format: str = ""

    smtp_host: str = "localhost"
    smtp_port: int = 1025
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = "Hostwright <panel@localhost>"
    smtp_tls: str = "none"
    mailbox_url: str = ""

    sandbox_payments_url: str = ""
    sandbox_payments_secret: SecretStr = SecretStr("")
    sandbox_payments_webhook_secret: SecretStr = SecretStr("")

    files_dir: Path = Path(".local/files")
    blob_url: str = ""
    blob_s3_endpoint: str = ""
    blob_s3_region: str = "us-east-1"
    blob_s3_access_key: str = ""
    blob_s3_secret_key: SecretStr = SecretStr("")
    geoip_database: Path | None = None
    address_log_days: int = 180
    audit_days: int = 3650
    sign_in_log_days: int = 180

    phone_region: str = "RU"
    sms_provider: str = ""
    sms_http_url: str = ""
    sms_http_token: SecretStr = SecretStr("")
    sms_from: str = ""

    outbound_allow: str = ""
    docker_host: str = ""
    driver_plugins: str = ""
    instances_dir: Path = Path(".local/instances")

    @field_validator("database_url")
    @classmethod
    def _async_driver(cls, value: str) -> str:
        scheme, _, rest = value.partition("://")
        plain = {"postgres", "postgresql"}
        return f"postgresql+asyncpg://{rest}" if scheme in plain else value

    @field_validator("public_url", "api_url")
    @classmethod
    def _host_on_the_wire(cls, value: str) -> str:
        return ascii_url(value)

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: str) -> str:
        try:
            _networks(value)
        except ValueError as wrong:
            message = f"TRUSTED_PROXIES takes addresses and networks: {wrong}"
            raise ValueError(message) from wrong
        return value

    @field_validator("driver_plugins")
    @classmethod
    def _references(cls, value: str) -> str:
        for one in _named(value):
            if not _PLUGIN.fullmatch(one):
                message = f"DRIVER_PLUGINS takes name=package.module:attribute, not {one!r}"
                raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self.redis_url = self.redis_url or self.celery_broker_url
        self.api_url = self.api_url or self.public_url
        self.sms_provider = self.sms_provider or ("none" if self.production else "mailbox")
        self.log_format = self.log_format or ("json" if self.production else "text")
        if self.staff_second_factor is None:
            self.staff_second_factor = self.production
        secret = self.secret_key.get_secret_value()
        if self.production and (secret == _DEVELOPMENT_SECRET or len(secret) < _SECRET_LENGTH):
            message = f"SECRET_KEY must be set to at least {_SECRET_LENGTH} characters"
            raise ValueError(message)
        return self

    @property
    def production(self) -> bool:
        """Whether real customers are served."""
        return self.environment is Environment.PRODUCTION

    @property
    def own_origins(self) -> frozenset[str]:
        """The origins whose pages may act here: the panel's, the API's, and what is added."""
        further = map(ascii_url, _named(self.allowed_origins))
        return frozenset(map(_origin, (self.public_url, self.api_url))) | frozenset(further)

    @property
    def further_hosts(self) -> frozenset[str]:
        """The host names under which the API answers besides its own."""
        return frozenset(map(to_ascii, _named(self.allowed_hosts)))

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The proxies whose X-Forwarded-For is believed; nobody's where it is empty."""
        return _networks(self.trusted_proxies)

    @property
    def named_plugins(self) -> dict[str, str]:
        """The drivers beside Docker's by name, as `package.module:attribute`, in their order."""
        listed = (one.strip().partition("=") for one in self.driver_plugins.split(","))
        return {name: reference for name, _, reference in listed if name}

    @property
    def asyncpg_dsn(self) -> str:
        """The database's address as asyncpg takes it."""
        return self.database_url.replace("postgresql+asyncpg://", "postgresql://", 1)


def _named(listed: str) -> frozenset[str]:
    return frozenset(name.strip() for name in listed.split(",") if name.strip())


def _networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one) for one in sorted(_named(listed)))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache
def get_settings() -> Settings:
    """Return the settings, read once a process."""
    return Settings()
