"""All configuration, from the environment (twelve-factor). `.env.example` documents it."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core import setting_types as kinds

_DEVELOPMENT_SECRET = "development-only-secret-never-for-production"  # noqa: S105  refused below
_GUESSED_PASSWORDS = {"hostwright", "password", "postgres"}
"""Passwords of PostgreSQL that stand in documentation, this program's own among them."""
_INVALID = 2
_RULES = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "bool_parsing": "must be true or false",
    "enum": "must be one of {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "value_error": "{error}",
}


class Environment(StrEnum):
    """Where the program runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What the environment says; every field is an upper-case variable of the same name."""

    # Compose passes on what is not set as an empty word; .env says the same of `NAME=`.
    model_config = SettingsConfigDict(
        env_file=(".env", "../.env"),
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    environment: Environment = Environment.DEVELOPMENT
    secret_key: SecretStr = SecretStr(_DEVELOPMENT_SECRET)
    public_url: kinds.Origin = "http://localhost:8000"
    api_url: kinds.Origin = ""
    company_name: kinds.Text = "Hostwright"
    currency: kinds.CurrencyCode = "RUB"
    tax_basis_points: kinds.BasisPoints = 2000
    trusted_proxies: kinds.Proxies = ""

    database_url: kinds.DatabaseAddress = (
        "postgresql+asyncpg://hostwright:hostwright@localhost:5430/hostwright"
    )
    db_pool_size: kinds.PoolSize = 10
    celery_broker_url: kinds.RedisAddress = "redis://localhost:6379/0"
    redis_url: kinds.RedisAddress = ""

    access_token_expire_minutes: kinds.Minutes = 15
    refresh_token_expire_days: kinds.Days = 30
    session_expire_days: kinds.Days = 180
    staff_second_factor: bool | None = None
    breached_passwords_file: Path | None = None
    rate_limit_auth: kinds.Rate = "30/minute"
    rate_limit_write: kinds.Rate = "120/minute"
    rate_limit_read: kinds.Rate = "1200/minute"
    allowed_hosts: kinds.Hosts = ""
    allowed_origins: kinds.Origins = ""
    cors_origins: kinds.Origins = ""

    request_statement_seconds: kinds.Seconds = 30
    job_statement_seconds: kinds.Seconds = 60
    lock_seconds: kinds.Seconds = 15
    idle_transaction_seconds: kinds.Seconds = 60
    worker_jobs: kinds.WorkerJobs = 256
    worker_stop_seconds: kinds.Seconds = 20
    job_keep_days: kinds.Days = 7
    event_keep_days: kinds.Days = 90
    idempotency_keep_hours: kinds.Hours = 24

    log_level: kinds.LogLevel = "INFO"
    log_format: kinds.LogFormat = ""
    otel_exporter_otlp_endpoint: kinds.WebAddress = ""
    metrics_token: SecretStr = SecretStr("")
    metrics_networks: kinds.Proxies = ""

    smtp_host: str = "localhost"
    smtp_port: kinds.Port = 587
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: kinds.Sender = "Hostwright <panel@localhost>"
    smtp_tls: kinds.MailEncryption = "starttls"
    mailbox_url: kinds.WebAddress = ""

    sandbox_payments_url: kinds.WebAddress = ""
    sandbox_payments_secret: SecretStr = SecretStr("")
    sandbox_payments_webhook_secret: SecretStr = SecretStr("")

    files_dir: Path = Path(".local/files")
    blob_url: kinds.Bucket = ""
    blob_s3_endpoint: kinds.WebAddress = ""
    blob_s3_region: str = "us-east-1"
    blob_s3_access_key: str = ""
    blob_s3_secret_key: SecretStr = SecretStr("")
    backup_url: kinds.BackupTarget = ""
    backup_s3_endpoint: kinds.WebAddress = ""
    backup_s3_region: str = "us-east-1"
    backup_s3_access_key: str = ""
    backup_s3_secret_key: SecretStr = SecretStr("")
    backup_key: SecretStr = SecretStr("")
    backup_key_file: Path | None = None
    backup_hours: kinds.Hours = 24
    backup_timeout_hours: kinds.Hours = 6
    backup_keep_daily: kinds.Count = 7
    backup_keep_weekly: kinds.Count = 4
    backup_keep_monthly: kinds.Count = 6
    postgres_bin: Path | None = None
    geoip_database: Path | None = None
    address_log_days: kinds.Days = 180
    audit_days: kinds.Days = 3650
    sign_in_log_days: kinds.Days = 180

    phone_region: kinds.PhoneRegion = "RU"
    sms_provider: kinds.SmsProvider = ""
    sms_http_url: kinds.WebAddress = ""
    sms_http_token: SecretStr = SecretStr("")
    sms_from: str = ""

    outbound_allow: str = ""
    docker_engine: str = ""
    driver_plugins: kinds.Plugins = ""
    instances_dir: Path = Path(".local/instances")

    @field_validator("environment", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _unguessable(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if _is_production(info):
            if value.get_secret_value() == _DEVELOPMENT_SECRET:
                message = "must be set in production: 32 random characters or more"
                raise ValueError(message)
            kinds.check_secret(value.get_secret_value())
        return value

    @field_validator("database_url")
    @classmethod
    def _own_password(cls, value: str, info: ValidationInfo) -> str:
        if _is_production(info) and urlsplit(value).password in _GUESSED_PASSWORDS:
            message = "must not have a default password in production"
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
        return self

    @property
    def production(self) -> bool:
        """Whether real customers are served."""
        return self.environment is Environment.PRODUCTION

    @property
    def own_origins(self) -> frozenset[str]:
        """The origins whose pages may act here: the panel's, the API's, and what is added."""
        return frozenset((self.public_url, self.api_url)) | kinds.listed(self.allowed_origins)

    @property
    def bearer_origins(self) -> frozenset[str]:
        """The origins of others whose pages may call with a bearer token, never with a cookie."""
        return kinds.listed(self.cors_origins)

    @property
    def further_hosts(self) -> frozenset[str]:
        """The host names under which the API answers besides its own."""
        return kinds.listed(self.allowed_hosts)

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The proxies whose X-Forwarded-For is believed; nobody's where it is empty."""
        return kinds.networks(self.trusted_proxies)

    @property
    def networks_of_metrics(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Who may read metrics without a token; nobody where it is empty."""
        return kinds.networks(self.metrics_networks)

    @property
    def named_plugins(self) -> dict[str, str]:
        """The drivers beside Docker's by name, as `package.module:attribute`, in their order."""
        listed = (one.strip().partition("=") for one in self.driver_plugins.split(","))
        return {name: reference for name, _, reference in listed if name}

    @property
    def asyncpg_dsn(self) -> str:
        """The database's address as asyncpg takes it."""
        return self.database_url.replace("postgresql+asyncpg://", "postgresql://", 1)


def _is_production(info: ValidationInfo) -> bool:
    return info.data.get("environment") is Environment.PRODUCTION


class InvalidSettingsError(SystemExit):
    """Ends the start of a process with code 2: the environment cannot be run with."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(_INVALID)
        self.faults = faults


def faults(invalid: ValidationError) -> Iterator[str]:
    """Yield a line for each fault: the variable and the rule it breaks, never its value."""
    for error in invalid.errors(include_input=False, include_url=False):
        name = str(error["loc"][0]).upper() if error["loc"] else "settings"
        yield f"{name} {_rule(error)}"


def _rule(error: ErrorDetails) -> str:
    given: dict[str, Any] = error.get("ctx", {})
    rule = _RULES.get(error["type"])
    return rule.format(**given) if rule else error["msg"]


@lru_cache
def get_settings() -> Settings:
    """Return the settings, read once a process.

    Where they are invalid, every fault becomes a line on stderr and InvalidSettingsError ends the
    process: whatever starts one (server, worker, command line, migrations) asks here first.
    """
    try:
        return Settings()
    except ValidationError as invalid:
        found = list(faults(invalid))
        sys.stderr.writelines(f"hostwright: {line}\n" for line in found)
        raise InvalidSettingsError(found) from None


if __name__ == "__main__":
    get_settings()
