import pytest
from pydantic import ValidationError

from app.core.settings import Environment, Settings, faults

SECRET = "a-secret-of-the-tests-0123456789"


def _faults(**given: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, **given)  # type: ignore[arg-type]  # wrong on purpose
    assert "input_value" not in str(refused.value)
    return list(faults(refused.value))


def test_production_refuses_the_development_secret() -> None:
    assert _faults(environment="production", database_url="postgresql://u:own@h/d") == [
        "SECRET_KEY must be set in production: 32 random characters or more"
    ]


@pytest.mark.parametrize(
    ("secret", "rule"),
    [
        ("short-secret-k", "must have at least 32 characters"),
        ("a" * 36, "must be random: it repeats few characters"),
        ("12345678901234567890123456789012", "must be random: it repeats few characters"),
        ("changeme-changeme-changeme-changeme", "must be random: it repeats few characters"),
    ],
)
def test_production_refuses_a_secret_that_is_guessed(secret: str, rule: str) -> None:
    found = _faults(
        environment="production", secret_key=secret, database_url="postgresql://u:own@h/d"
    )
    assert found == [f"SECRET_KEY {rule}"]


@pytest.mark.parametrize("password", ["hostwright", "postgres", "password"])
def test_production_refuses_a_database_password_from_the_documentation(password: str) -> None:
    address = f"postgresql://owner:{password}@db/panel"
    found = _faults(environment="production", secret_key=SECRET, database_url=address)
    assert found == ["DATABASE_URL must not have a default password in production"]
    assert Settings(database_url=address).asyncpg_dsn == address


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("environment", "staging", "must be one of 'development', 'test' or 'production'"),
        ("database_url", "mysql://u:p@h/d", "must begin with postgresql://"),
        (
            "database_url",
            "postgresql://u:p@h",
            "must name a database: postgresql://user:password@host/database",
        ),
        (
            "database_url",
            "postgresql://u:p@h:99999/d",
            "must be an address; a port is a number from 1 to 65535",
        ),
        ("celery_broker_url", "amqp://broker", "must begin with redis:// or rediss://"),
        ("redis_url", "localhost:6379", "must begin with redis:// or rediss://"),
        ("db_pool_size", "-1", "must be at least 1"),
        ("db_pool_size", "100000", "must be at most 500"),
        ("access_token_expire_minutes", "-5", "must be at least 1"),
        ("access_token_expire_minutes", "quarter", "must be a whole number"),
        ("refresh_token_expire_days", "0", "must be at least 1"),
        ("session_expire_days", "9999999", "must be at most 36500"),
        ("lock_seconds", "0", "must be more than 0"),
        ("lock_seconds", "nan", "must be a number"),
        ("idempotency_keep_hours", "soon", "must be a whole number"),
        ("staff_second_factor", "perhaps", "must be true or false"),
        ("rate_limit_read", "fast", "must be a number of requests per time, like 30/minute"),
        ("rate_limit_auth", "0/minute", "must be a number of requests per time, like 30/minute"),
        ("rate_limit_write", "-1/hour", "must be a number of requests per time, like 30/minute"),
        ("currency", "rub", "must be a currency's code of ISO 4217 in capitals, like RUB"),
        ("tax_basis_points", "20000", "must be at most 10000"),
        (
            "log_level",
            "loud",
            "must be one of TRACE, DEBUG, INFO, SUCCESS, WARNING, ERROR, CRITICAL",
        ),
        ("log_format", "xml", "must be one of json, text"),
        ("smtp_tls", "maybe", "must be one of none, starttls, tls"),
        ("smtp_tls", "ssl", "must be one of none, starttls, tls"),
        ("smtp_port", "70000", "must be at most 65535"),
        (
            "smtp_from",
            "Hostwright",
            "must be an address, or a name with one: Company <panel@example.com>",
        ),
        ("sms_provider", "pigeon", "must be one of http, mailbox, console, none"),
        ("phone_region", "Russia", "must be a country's code of ISO 3166-1, like RU"),
        ("trusted_proxies", "*", "takes IP addresses and networks, separated by commas"),
        (
            "driver_plugins",
            "process",
            "takes name=package.module:attribute, separated by commas",
        ),
        ("blob_url", "http://bucket", "must be s3://bucket or s3://bucket/prefix"),
        (
            "sandbox_payments_url",
            "provider:9100",
            "must be an address that begins with http:// or https://",
        ),
        ("company_name", "", "must not be empty"),
        ("public_url", "panel.example.com", "must begin with http:// or https://"),
        ("public_url", "ftp://panel.example.com", "must begin with http:// or https://"),
        (
            "public_url",
            "https://panel.example.com/panel",
            "takes scheme, host and port only: no path, query or user name",
        ),
        (
            "public_url",
            "https://panel.example.com/?a=b",
            "takes scheme, host and port only: no path, query or user name",
        ),
        (
            "api_url",
            "https://u:p@api.example.com",
            "takes scheme, host and port only: no path, query or user name",
        ),
        ("public_url", "https://", "must name a host"),
        (
            "public_url",
            "https://panel.example.com:http",
            "must be an address; a port is a number from 1 to 65535",
        ),
        ("allowed_origins", "https://a.example.com,b.example.com", "must begin with"),
        ("allowed_hosts", "https://a.example.com", "takes names of hosts or IP addresses"),
    ],
)
def test_nonsense_is_refused_with_its_rule(name: str, value: str, rule: str) -> None:
    (line,) = _faults(**{name: value})
    assert line.startswith(f"{name.upper()} {rule}")


def test_every_fault_has_its_line() -> None:
    found = _faults(smtp_tls="maybe", db_pool_size="x", public_url="nowhere")
    assert [line.split()[0] for line in found] == ["PUBLIC_URL", "DB_POOL_SIZE", "SMTP_TLS"]


@pytest.mark.parametrize(
    ("said", "meant"), [("STARTTLS", "starttls"), ("Tls", "tls"), ("none", "none")]
)
def test_encryption_of_mail_is_a_known_word_in_any_case(said: str, meant: str) -> None:
    assert Settings(smtp_tls=said).smtp_tls == meant


def test_mail_is_encrypted_unless_said_otherwise() -> None:
    assert Settings(_env_file=None).smtp_tls == "starttls"


def test_words_are_taken_in_any_case() -> None:
    made = Settings(environment="Development", log_level="debug", log_format="JSON")
    assert (made.environment, made.log_level, made.log_format) == (
        Environment.DEVELOPMENT,
        "DEBUG",
        "json",
    )


def test_a_plain_postgresql_address_gets_the_async_driver() -> None:
    made = Settings(database_url="postgresql://u:p@h/d")
    assert made.database_url == "postgresql+asyncpg://u:p@h/d"
    assert made.asyncpg_dsn == "postgresql://u:p@h/d"


def _production(*, staff_second_factor: bool | None = None) -> Settings:
    return Settings(
        environment=Environment.PRODUCTION,
        secret_key=SECRET,
        database_url="postgresql://u:own@h/d",
        staff_second_factor=staff_second_factor,
    )


def test_production_logs_json() -> None:
    assert _production().log_format == "json"
    assert Settings(environment=Environment.DEVELOPMENT).log_format == "text"


@pytest.mark.parametrize("said", [True, False])
def test_an_operator_says_whether_staff_needs_a_second_factor(*, said: bool) -> None:
    assert _production(staff_second_factor=said).staff_second_factor is said
    assert Settings(staff_second_factor=said).staff_second_factor is said
