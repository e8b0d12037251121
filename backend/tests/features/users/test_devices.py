from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import BuiltInRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.events.models import EventRow
from app.features.roles import service as roles
from app.features.users.audit import AuditAction
from app.features.users.models import IpAddressLog
from tests.factories.users import bearer, make_session, make_user
from tests.features.users.person import Person, entries, make_person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def test_sessions_are_told_with_their_devices(vera: Person, session: AsyncSession) -> None:
    now = clock.now()
    other = await make_session(session, vera.user.id)
    other.user_agent, other.last_used_at = FIREFOX, now - timedelta(hours=1)
    staff = await make_user(session)
    posing = await make_session(session, vera.user.id)
    posing.impersonator_id, posing.last_used_at = staff.id, now - timedelta(hours=2)
    session.add(
        IpAddressLog(
            user_id=vera.user.id,
            ip=other.ip,
            network="192.0.2.0/24",
            location="Moscow, Russia",
            user_agent=FIREFOX,
            first_seen_at=now,
            last_seen_at=now,
        )
    )
    await session.flush()
    answer = await vera.ask("GET", "/me/sessions")
    assert answer.status_code == 200
    current, firefox, acting = answer.json()["items"]
    assert (current["id"], current["current"]) == (str(vera.session.id), True)
    assert (firefox["id"], firefox["current"]) == (str(other.id), False)
    assert firefox["device"] == {"browser": "Firefox 140", "os": "Linux", "kind": "desktop"}
    assert (firefox["ip"], firefox["location"]) == ("192.0.2.1", "Moscow, Russia")
    assert (firefox["impersonated"], acting["impersonated"]) == (False, True)


async def test_ended_and_others_sessions_are_not_told(vera: Person, session: AsyncSession) -> None:
    ended = await make_session(session, vera.user.id)
    ended.revoked_at = clock.now()
    over = await make_session(session, vera.user.id)
    over.expires_at = clock.now()
    await make_session(session, (await make_user(session)).id)
    await session.flush()
    items = (await vera.ask("GET", "/me/sessions")).json()["items"]
    assert [one["id"] for one in items] == [str(vera.session.id)]


async def test_a_session_is_ended_from_another_device(
    vera: Person, session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    lost = await bearer(session, settings, vera.user.id)
    assert (await client.get("/me", headers=lost)).status_code == 200
    [other] = [
        one["id"]
        for one in (await vera.ask("GET", "/me/sessions")).json()["items"]
        if not one["current"]
    ]
    assert (await vera.ask("DELETE", f"/me/sessions/{other}")).status_code == 204
    assert (await client.get("/me", headers=lost)).status_code == 401
    assert (await vera.ask("DELETE", f"/me/sessions/{other}")).status_code == 404
    found = await entries(session, AuditAction.SESSION_REVOKED, other)
    assert [entry.actor_id for entry in found] == [vera.user.id]
    events = await session.scalars(select(EventRow).where(col(EventRow.type) == "session.revoked"))
    assert [event.payload["session_id"] for event in events] == [other]


async def test_a_person_may_end_the_session_they_sit_in(vera: Person) -> None:
    assert (await vera.ask("DELETE", f"/me/sessions/{vera.session.id}")).status_code == 204
    assert (await vera.ask("GET", "/me")).status_code == 401


async def test_sessions_of_another_person_do_not_exist(
    vera: Person, session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    boris = await make_person(client, session, settings)
    theirs = await vera.ask("DELETE", f"/me/sessions/{boris.session.id}")
    nobodys = await vera.ask("DELETE", f"/me/sessions/{new_id()}")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.json()["code"] == nobodys.json()["code"] == "not_found"
    await session.refresh(boris.session)
    assert boris.session.revoked_at is None
    assert await entries(session, AuditAction.SESSION_REVOKED, boris.session.id) == []


async def test_every_other_session_ends_at_once(
    vera: Person, session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    lost = [await bearer(session, settings, vera.user.id) for _ in range(3)]
    boris = await make_person(client, session, settings)
    answer = await vera.ask("POST", "/me/sessions/actions/end-others")
    assert (answer.status_code, answer.json()) == (200, {"ended": 3})
    assert [(await client.get("/me", headers=one)).status_code for one in lost] == [401] * 3
    assert (await vera.ask("GET", "/me")).status_code == 200
    assert (await boris.ask("GET", "/me")).status_code == 200
    [entry] = await entries(session, AuditAction.SESSIONS_REVOKED, vera.user.id)
    assert entry.changes == {"ended": 3}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me/sessions"),
        ("GET", "/me/addresses"),
        ("GET", "/me/contacts"),
        ("POST", "/me/sessions/actions/end-others"),
        ("DELETE", "/me/phone"),
        ("DELETE", "/me/avatar"),
    ],
)
async def test_staff_acting_as_the_person_stay_out(
    vera: Person, session: AsyncSession, app: FastAPI, method: str, path: str
) -> None:
    await roles.seed(session)
    staff = await make_user(session)
    await roles.assign(session, staff.id, BuiltInRole.OWNER)
    vera.session.impersonator_id = staff.id
    vera.session.impersonator_session_id = (await make_session(session, staff.id)).id
    await session.flush()
    app.state.authenticator.forget()
    answer = await vera.ask(method, path)
    assert (answer.status_code, answer.json()["code"]) == (403, "oneself_required")
