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


@pytest.mark.parametrize("environment", [Environment.PRODUCTION, Environment.DEVELOPMENT])
@pytest.mark.parametrize("said", [True, False])
def test_an_operator_says_whether_staff_needs_a_second_factor(
    environment: Environment, *, said: bool
) -> None:
    made = Settings(environment=environment, secret_key="x" * 32, staff_second_factor=said)
    assert made.staff_second_factor is said
