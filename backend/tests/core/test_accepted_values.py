"""Time zones and countries: what is accepted, every consumer takes."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.country import COUNTRIES, Country
from app.core.locale import TIME_ZONES, TimeZone
from app.core.settings import Settings
from app.dao.session import Database
from app.dao.zones import time_zones
from app.main import create_app
from tests.one_transaction import OneTransaction

ZONE: TypeAdapter[str] = TypeAdapter(TimeZone)
COUNTRY: TypeAdapter[str] = TypeAdapter(Country)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    TIME_ZONES.forget()


def _is_accepted(name: str) -> bool:
    try:
        ZONE.validate_python(name)
    except ValidationError:
        return False
    return True


async def test_every_accepted_zone_is_one_to_python_and_to_the_database(
    session: AsyncSession, database: OneTransaction
) -> None:
    known = await time_zones(database)
    for asked in (False, True):
        if asked:
            TIME_ZONES.restrict(known)
        accepted = {name for name in available_timezones() | known if _is_accepted(name)}
        assert {"UTC", "Europe/Moscow", "America/New_York"} <= accepted
        assert len(accepted) > 400
        assert all(ZoneInfo(name).key == name for name in accepted)
        converted = text(
            "SELECT count(now() AT TIME ZONE name) FROM unnest(CAST(:n AS text[])) name"
        )
        assert await session.scalar(converted, {"n": sorted(accepted)}) == len(accepted)


@pytest.mark.parametrize("name", ["localtime", "posixrules", "Factory", "posix/UTC", "Mars/Base"])
def test_names_of_one_machine_are_refused_with_and_without_the_database(name: str) -> None:
    assert not _is_accepted(name)
    TIME_ZONES.restrict([name, "UTC"])
    assert not _is_accepted(name)
    assert _is_accepted("UTC")


def test_what_the_database_does_not_know_is_refused() -> None:
    TIME_ZONES.restrict(["UTC"])
    assert not _is_accepted("Europe/Moscow")


async def test_the_api_asks_the_database_when_it_starts_and_starts_without_it(
    settings: Settings, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings, committed)
    monkeypatch.setattr("app.main.time_zones", _only_utc)
    async with app.router.lifespan_context(app):
        assert not _is_accepted("Europe/Moscow")
    TIME_ZONES.forget()
    monkeypatch.setattr("app.main.time_zones", _away)
    async with app.router.lifespan_context(app):
        assert _is_accepted("Europe/Moscow")
    monkeypatch.setattr("app.main.time_zones", _broken)
    with pytest.raises(ZeroDivisionError):
        async with app.router.lifespan_context(app):
            pass


async def _only_utc(_database: Database) -> frozenset[str]:
    return frozenset({"UTC"})


async def _away(_database: Database) -> frozenset[str]:
    raise ConnectionRefusedError


async def _broken(_database: Database) -> frozenset[str]:
    raise ZeroDivisionError


def test_a_country_is_one_of_the_standards() -> None:
    assert len(COUNTRIES) == 249
    assert [COUNTRY.validate_python(code) for code in ("", "RU", "DE")] == ["", "RU", "DE"]
    for wrong in ("XX", "ru", "RUS", "UK"):
        with pytest.raises(ValidationError):
            COUNTRY.validate_python(wrong)
