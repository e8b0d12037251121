from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.celery.schedule import run_tick
from app.core import clock
from app.core.locale import Locale
from app.core.settings import Settings, get_settings
from app.events.models import EventRow
from app.features.users.models import IpAddressLog, SignInMethod
from app.features.users.service import ip_addresses, sessions
from app.features.users.service.ip_addresses import Origin
from tests.factories.users import PASSWORD
from tests.features.users.person import Person, make_person, text_of
from tests.one_transaction import OneTransaction

Drain = Callable[[], Awaitable[int]]
HOME = Origin("192.0.2.1", "Firefox")


async def _seen(session: AsyncSession, person: Person) -> dict[str, IpAddressLog]:
    mine = col(IpAddressLog.user_id) == person.user.id
    found = await session.scalars(
        select(IpAddressLog).where(mine).execution_options(populate_existing=True)
    )
    return {one.ip: one for one in found}


async def _sign_in(session: AsyncSession, person: Person, origin: Origin) -> None:
    await sessions.begin(session, get_settings(), person.user, origin, SignInMethod.PASSKEY)


async def test_sign_in_and_refresh_are_noted_in_one_row(
    vera: Person, client: AsyncClient, session: AsyncSession
) -> None:
    form = {"grant_type": "password", "username": vera.user.email, "password": PASSWORD}
    token = (await client.post("/auth/token", data=form)).json()["refresh_token"]
    with clock.freeze(clock.now() + timedelta(hours=1)):
        again = {"grant_type": "refresh_token", "refresh_token": token}
        headers = {"user-agent": "curl/8"}
        assert (await client.post("/auth/token", data=again, headers=headers)).status_code == 200
    [seen] = (await _seen(session, vera)).values()
    assert (seen.ip, seen.network, seen.times) == ("127.0.0.1", "127.0.0.0/24", 2)
    assert seen.user_agent == "curl/8"
    assert seen.last_seen_at - seen.first_seen_at >= timedelta(minutes=59)


async def test_a_sign_in_from_a_new_network_is_told(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    for ip in ("192.0.2.1", "192.0.2.200", "2001:db8::1", "2001:db8::2", "192.0.2.1"):
        await _sign_in(session, vera, Origin(ip, "curl/8"))
    await drain()
    [email] = emails
    assert "new place" in str(email["Subject"])
    assert "2001:db8::1" in text_of(email)
    assert "curl" in text_of(email)


async def test_a_refresh_on_the_way_is_not_told(vera: Person, session: AsyncSession) -> None:
    await _sign_in(session, vera, HOME)
    await ip_addresses.note(session, vera.user.id, Origin("198.51.100.1", "Firefox"))
    told = await session.scalars(select(EventRow).where(col(EventRow.type).contains("new_place")))
    assert told.all() == []
    assert len(await _seen(session, vera)) == 2


async def test_the_log_is_the_persons_own(
    vera: Person, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    boris = await make_person(client, session, settings)
    await ip_addresses.note(session, boris.user.id, HOME)
    for hours, ip in enumerate(("192.0.2.1", "192.0.2.2", "198.51.100.9")):
        with clock.freeze(clock.now() + timedelta(hours=hours)):
            await ip_addresses.note(session, vera.user.id, Origin(ip, "Firefox"))
    answer = await vera.ask("GET", "/me/addresses", params={"size": 2})
    page = answer.json()
    assert [one["ip"] for one in page["items"]] == ["198.51.100.9", "192.0.2.2"]
    assert (page["total"], page["items"][0]["location"], page["items"][0]["times"]) == (3, None, 1)
    found = await vera.ask("GET", "/me/addresses", params={"q": "198.51", "sort": "-times"})
    assert [one["ip"] for one in found.json()["items"]] == ["198.51.100.9"]


async def test_the_place_is_named_in_the_persons_language(
    vera: Person, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(geoip_database=Path("x.mmdb"))
    monkeypatch.setattr(ip_addresses, "get_settings", lambda: settings)
    monkeypatch.setattr(ip_addresses, "location_of", lambda ip, locale: f"{ip} in {locale}")
    vera.user.locale = Locale.RU
    await session.flush()
    await ip_addresses.note(session, vera.user.id, HOME)
    assert (await _seen(session, vera))["192.0.2.1"].location == "192.0.2.1 in ru"


async def test_old_addresses_are_forgotten(
    vera: Person, session: AsyncSession, database: OneTransaction
) -> None:
    for days, ip in ((181, "192.0.2.1"), (179, "192.0.2.2")):
        with clock.freeze(clock.now() - timedelta(days=days)):
            await ip_addresses.note(session, vera.user.id, Origin(ip, "Firefox"))
    for _ in range(2):
        await run_tick(database, "users.purge_addresses")
    assert list(await _seen(session, vera)) == ["192.0.2.2"]
