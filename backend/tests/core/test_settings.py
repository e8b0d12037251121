import pytest
from pydantic import ValidationError

from app.core.settings import Environment, Settings


def test_production_refuses_the_development_secret() -> None:
    with pytest.raises(ValidationError, match="SECRET_KEY"):
        Settings(environment=Environment.PRODUCTION)


def test_a_plain_postgresql_address_gets_the_async_driver() -> None:
    made = Settings(database_url="postgresql://u:p@h/d")
    assert made.database_url == "postgresql+asyncpg://u:p@h/d"
    assert made.asyncpg_dsn == "postgresql://u:p@h/d"


def test_production_logs_json() -> None:
    assert Settings(environment=Environment.PRODUCTION, secret_key="x" * 32).log_format == "json"
    assert Settings(environment=Environment.DEVELOPMENT).log_format == "text"
