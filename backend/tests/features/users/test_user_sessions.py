"""Staff look after a person: where they are signed in, what was tried, and what may be done."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.roles import service as roles
from app.features.users.audit import AuditAction
from app.features.users.models import Totp, User
from tests.factories.accounts import make_customer, prove
from tests.factories.users import PASSWORD, bearer, make_user
from tests.features.users.person import entries

REASON = {"reason": "Ticket 4711: a lost laptop"}


@dataclass(frozen=True)
class Desk:
    """Staff of each rank, asking about people."""

    client: AsyncClient
    app: FastAPI
    session: AsyncSession
    settings: Settings

    async def hire(self, role: BuiltInRole) -> tuple[User, dict[str, str]]:
        """Make somebody of the staff, signed in and proven."""
        await roles.seed(self.session)
        user = await make_user(self.session, name=role.title())
        await roles.assign(self.session, user.id, role)
        headers = await bearer(self.session, self.settings, user.id)
        await prove(self.session, user.id)
        return user, headers

    async def actions(self, reader: dict[str, str], person: User) -> list[str]:
        """Return what the reader may do to the person, the same in the list and alone."""
        self.app.state.authenticator.forget()
        one = (await self.client.get(f"/admin/users/{person.id}", headers=reader)).json()
        listed = await self.client.get(f"/admin/users?q={person.email}", headers=reader)
        (row,) = listed.json()["items"]
        assert row == one
        found: list[str] = one["allowed_actions"]
        return found

    async def act(self, reader: dict[str, str], person: User, action: str) -> Any:
        """Do it, and return the status."""
        path = f"/admin/users/{person.id}/actions/{action}"
        return await self.client.post(path, json=REASON, headers=reader)


@pytest.fixture
def desk(client: AsyncClient, app: FastAPI, session: AsyncSession, settings: Settings) -> Desk:
    return Desk(client, app, session, settings)


async def test_staff_read_the_sessions_and_sign_ins_that_the_person_reads(
    desk: Desk, client: AsyncClient
) -> None:
    vera = await make_user(desk.session)
    form = {"grant_type": "password", "username": vera.email, "password": PASSWORD}
    assert (await client.post("/auth/token", data=form | {"password": "a guess"})).is_error
    signed = (await client.post("/auth/token", data=form)).json()
    own = {"authorization": f"Bearer {signed['access_token']}"}
    _, support = await desk.hire(BuiltInRole.SUPPORT)
    path = f"/admin/users/{vera.id}"
    mine = (await client.get("/me/sessions", headers=own)).json()["items"]
    seen = (await client.get(f"{path}/sessions", headers=support)).json()["items"]
    assert seen == [one | {"current": False} for one in mine] != []
    mine = (await client.get("/me/sign-ins?sort=at", headers=own)).json()
    assert (await client.get(f"{path}/sign-ins?sort=at", headers=support)).json() == mine
    assert {row["device"]["kind"] for row in mine["items"]} == {"program"}
    assert [one["outcome"] for one in mine["items"]] == ["wrong_password", "succeeded"]


async def test_nobody_has_no_sessions_and_no_sign_ins(desk: Desk, client: AsyncClient) -> None:
    _, admin = await desk.hire(BuiltInRole.ADMIN)
    path = f"/admin/users/{new_id()}"
    for answer in (
        await client.get(f"{path}/sessions", headers=admin),
        await client.get(f"{path}/sign-ins", headers=admin),
        await client.post(f"{path}/actions/end-sessions", json=REASON, headers=admin),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_staff_sign_a_person_out_everywhere_and_say_why(
    desk: Desk, client: AsyncClient
) -> None:
    vera = await make_user(desk.session)
    devices = [await bearer(desk.session, desk.settings, vera.id) for _ in range(2)]
    other = await bearer(desk.session, desk.settings, (await make_user(desk.session)).id)
    _, admin = await desk.hire(BuiltInRole.ADMIN)
    assert (await desk.act(admin, vera, "end-sessions")).json() == {"ended": 2}
    for headers in devices:
        assert (await client.get("/me", headers=headers)).status_code == 401
    assert (await client.get("/me", headers=other)).status_code == 200
    (entry,) = await entries(desk.session, AuditAction.SESSIONS_REVOKED, vera.id)
    assert (entry.reason, entry.changes) == (REASON["reason"], {"ended": 2})


async def test_what_may_be_done_is_what_is_done(desk: Desk) -> None:
    customer = (await make_customer(desk.session, desk.settings)).user
    _, admin = await desk.hire(BuiltInRole.ADMIN)
    assert await desk.actions(admin, customer) == ["disable", "end_sessions", "impersonate"]
    assert (await desk.act(admin, customer, "end-sessions")).status_code == 200
    assert await desk.actions(admin, customer) == ["disable", "impersonate"]
    now = clock.now()
    desk.session.add(Totp(user_id=customer.id, sealed=b"", created_at=now, confirmed_at=now))
    await desk.session.flush()
    assert await desk.actions(admin, customer) == ["disable", "reset_second_factor", "impersonate"]
    assert (await desk.act(admin, customer, "reset-second-factor")).status_code == 204
    disabled = (await desk.act(admin, customer, "disable")).json()
    assert disabled["allowed_actions"] == ["enable"]
    assert (await desk.act(admin, customer, "enable")).json()["allowed_actions"] == [
        "disable",
        "impersonate",
    ]


async def test_nobody_of_the_same_rank_or_higher_is_touched(desk: Desk) -> None:
    support, reader = await desk.hire(BuiltInRole.SUPPORT)
    equal, admin = await desk.hire(BuiltInRole.ADMIN)
    owner, highest = await desk.hire(BuiltInRole.OWNER)
    customer = (await make_customer(desk.session, desk.settings)).user
    assert await desk.actions(reader, customer) == []
    for person in (equal, owner):
        assert await desk.actions(admin, person) == []
        refused = await desk.act(admin, person, "end-sessions")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_below")
    assert await desk.actions(admin, support) == ["disable", "end_sessions"]
    assert await desk.actions(highest, equal) == ["disable", "end_sessions"]
