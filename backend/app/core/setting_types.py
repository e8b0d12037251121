"""Kinds of settings: each turns what an operator writes into one form, or says the rule it breaks.

No message repeats what was written: it may be a secret, and it ends in a log.
"""

import re
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from app.core.country import COUNTRIES
from app.core.hosts import InvalidHostError, to_ascii, web_origin

_PLUGIN = re.compile(r"[a-z][a-z0-9_-]*=\w+(?:\.\w+)*:\w+")
_RATE = re.compile(
    r"[1-9]\d{0,8}\s*(?:/|per)\s*(?:[1-9]\d{0,4}\s*)?(?:second|minute|hour|day|month|year)s?",
    re.IGNORECASE,
)
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/\S*)?")
_BACKUP_TARGET = re.compile(_BUCKET.pattern + r"|/.+|file:///.+")
_TOKEN = re.compile(r"[!-~]*")
_BACKUP_KEY = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}|")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LOG_LEVELS = ("TRACE", "DEBUG", "INFO", "SUCCESS", "WARNING", "ERROR", "CRITICAL")
_SECRET_LENGTH = 32
_DISTINCT = 8
_MAX_PORT = 65_535


def listed(value: str) -> frozenset[str]:
    """Return the entries of a comma-separated list."""
    return frozenset(entry.strip() for entry in value.split(",") if entry.strip())


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks of a comma-separated list; raises ValueError."""
    return tuple(ip_network(one) for one in sorted(listed(value)))


def check_secret(secret: str) -> str:
    """Return a signing secret; raises ValueError where it is short or easily guessed."""
    if len(secret) < _SECRET_LENGTH:
        message = f"must have at least {_SECRET_LENGTH} characters"
        raise ValueError(message)
    if len(set(secret)) < _DISTINCT or _repeats(secret):
        message = "must be random: it repeats few characters"
        raise ValueError(message)
    return secret


def _repeats(word: str) -> bool:
    """Tell whether a shorter word, repeated, makes at least two thirds of this one."""
    return any(word[span:] == word[:-span] for span in range(1, len(word) * 2 // 3))


def _one_of(*words: str) -> BeforeValidator:
    def check(value: object) -> object:
        word = value.strip() if isinstance(value, str) else ""
        found = {known.lower(): known for known in words}.get(word.lower())
        if found is None:
            message = f"must be one of {', '.join(filter(None, words))}"
            raise ValueError(message)
        return found

    return BeforeValidator(check)


def _matching(pattern: re.Pattern[str], rule: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and not pattern.fullmatch(value):
            raise ValueError(rule)
        return value

    return AfterValidator(check)


def _secret(pattern: re.Pattern[str], rule: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not pattern.fullmatch(value.get_secret_value()):
            raise ValueError(rule)
        return value

    return AfterValidator(check)


def _origin(value: str) -> str:
    return web_origin(value) if value else value


def _origins(value: str) -> str:
    return ",".join(sorted(map(web_origin, listed(value))))


def _hosts(value: str) -> str:
    return ",".join(sorted(map(_host, listed(value))))


def _host(value: str) -> str:
    try:
        return str(ip_address(value.strip("[]")))
    except ValueError:
        pass
    try:
        return to_ascii(value)
    except InvalidHostError:
        message = "takes names of hosts or IP addresses, without scheme and port"
        raise ValueError(message) from None


def _web_address(value: str) -> str:
    """Return an address that paths are added to, without the slash at its end."""
    if not value:
        return value
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = "must be an address that begins with http:// or https://"
        raise ValueError(message)
    return value.rstrip("/")


def _database(value: str) -> str:
    """Return PostgreSQL's address with the driver that we use."""
    scheme, _, rest = value.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+asyncpg"} or not rest:
        message = "must begin with postgresql://"
        raise ValueError(message)
    if not _split(value).path.strip("/"):
        message = "must name a database: postgresql://user:password@host/database"
        raise ValueError(message)
    return f"postgresql+asyncpg://{rest}"


def _redis(value: str) -> str:
    if value and _split(value).scheme not in {"redis", "rediss"}:
        message = "must begin with redis:// or rediss://"
        raise ValueError(message)
    return value


def _split(value: str) -> SplitResult:
    """Return an address's parts; raises ValueError for a port that is none."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        message = f"must be an address; a port is a number from 1 to {_MAX_PORT}"
        raise ValueError(message) from None
    return parts


def _proxies(value: str) -> str:
    try:
        networks(value)
    except ValueError:
        message = "takes IP addresses and networks, separated by commas"
        raise ValueError(message) from None
    return value


def _plugins(value: str) -> str:
    if not all(map(_PLUGIN.fullmatch, listed(value))):
        message = "takes name=package.module:attribute, separated by commas"
        raise ValueError(message)
    return value


def _region(value: str) -> str:
    region = value.strip().upper()
    if region not in COUNTRIES:
        message = "must be a country's code of ISO 3166-1, like RU"
        raise ValueError(message)
    return region


def _sender(value: str) -> str:
    if "@" not in parseaddr(value)[1] or any(ord(sign) < ord(" ") for sign in value):
        message = "must be an address, or a name with one: Company <panel@example.com>"
        raise ValueError(message)
    return value


Seconds = Annotated[float, Field(gt=0, le=3_600, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=1, le=1_440)]
Hours = Annotated[int, Field(ge=1, le=8_760)]
Days = Annotated[int, Field(ge=1, le=36_500)]
PoolSize = Annotated[int, Field(ge=1, le=500)]
WorkerJobs = Annotated[int, Field(ge=1, le=10_000)]
Port = Annotated[int, Field(ge=1, le=_MAX_PORT)]
Count = Annotated[int, Field(ge=0, le=10_000)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Rate = Annotated[str, _matching(_RATE, "must be a number of requests per time, like 30/minute")]
CurrencyCode = Annotated[
    str, _matching(_CURRENCY, "must be a currency's code of ISO 4217 in capitals, like RUB")
]
Bucket = Annotated[str, _matching(_BUCKET, "must be s3://bucket or s3://bucket/prefix")]
BackupTarget = Annotated[
    str,
    _matching(_BACKUP_TARGET, "must be a folder that begins with /, or s3://bucket/prefix"),
]
Token = Annotated[
    SecretStr, Field(max_length=500), _secret(_TOKEN, "takes visible ASCII characters, no spaces")
]
BackupKey = Annotated[
    SecretStr, Field(max_length=100), _secret(_BACKUP_KEY, "must be a key: AGE-SECRET-KEY-1…")
]
LogLevel = Annotated[str, _one_of(*_LOG_LEVELS)]
LogFormat = Annotated[str, _one_of("json", "text", "")]
MailEncryption = Annotated[str, _one_of("none", "starttls", "tls")]
SmsProvider = Annotated[str, _one_of("http", "mailbox", "console", "none", "")]
Origin = Annotated[str, AfterValidator(_origin)]
Origins = Annotated[str, AfterValidator(_origins)]
Hosts = Annotated[str, AfterValidator(_hosts)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
DatabaseAddress = Annotated[str, AfterValidator(_database)]
RedisAddress = Annotated[str, AfterValidator(_redis)]
Proxies = Annotated[str, AfterValidator(_proxies)]
Plugins = Annotated[str, AfterValidator(_plugins)]
PhoneRegion = Annotated[str, AfterValidator(_region)]
Sender = Annotated[str, AfterValidator(_sender)]
