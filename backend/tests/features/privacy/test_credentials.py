"""Whatever a person acts through ends with the access it came from: each kind, each loss."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.features.accounts.audit import AuditAction
from app.features.accounts.models import MemberRole
from app.features.users import service as users
from app.features.users.models import CodePurpose
from app.manifest import AccessEnd, credentials
from tests.factories.accounts import Customer, make_customer, make_member, prove
from tests.factories.users import PASSWORD, make_staff
from tests.features.accounts.conftest import Ask, entries, member_id
from tests.features.accounts.conftest import ask as ask  # noqa: PLC0414  a fixture
from tests.features.accounts.tokens import make_token, program_of
from tests.features.privacy.conftest import Drain, link_in, text_of

Works = Callable[[], Awaitable[bool]]


@dataclass
class World:
    """An owner, an admin of the account who is about to lose access, and staff."""

    ask: Ask
    client: AsyncClient
    session: AsyncSession
    drain: Drain
    emails: list[EmailMessage]
    owner: Customer
    admin: Customer
    staff: dict[str, str]
    probes: dict[str, Works] = field(default_factory=dict)

    async def email_of(self, what: str) -> EmailMessage:
        await self.drain()
        return next(one for one in reversed(self.emails) if what in text_of(one))


@pytest.fixture
async def world(
    ask: Ask,
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    drain: Drain,
    emails: list[EmailMessage],
) -> World:
    owner = await make_customer(session, settings, name="Beacon")
    admin = await make_member(session, settings, owner.account, MemberRole.ADMIN)
    staff = await make_staff(session, settings)
    for person in (owner, admin):
        await prove(session, person.user.id)
    return World(ask, client, session, drain, emails, owner, admin, staff)


async def session_of(world: World) -> Works:
    async def works() -> bool:
        return (await world.ask(world.admin, "GET", "/me")).status_code == 200

    return works


async def tokens_of(world: World) -> Works:
    made = [await make_token(world.ask, world.admin, path) for path in ("/tokens", "/me/tokens")]
    programs = [program_of(world.admin, one) for one in made]

    async def works() -> bool:
        asked = [await world.ask(one, "GET", "/services") for one in programs]
        assert len({answer.status_code for answer in asked}) == 1
        return asked[0].status_code == 200

    return works


async def invitation_of(world: World) -> Works:
    body = {"email": "guest@example.com", "role": "billing"}
    assert (await world.ask(world.admin, "POST", "/invitations", body)).status_code == 201
    email = text_of(await world.email_of("/invitation?token="))
    found = re.search(r"/invitation\?token=(\S+)", email)
    assert found

    async def works() -> bool:
        preview = await world.client.get(f"/public/invitations/{found[1]}")
        return preview.status_code == 200

    return works


async def mailed_code_of(world: World) -> Works:
    code = await users.issue_email_code(
        world.session, world.admin.user.id, CodePurpose.RESET_PASSWORD
    )
    assert code is not None

    async def works() -> bool:
        return await users.is_email_code_open(world.session, code.link_token)

    return works


async def export_of(world: World) -> Works:
    assert (await world.ask(world.admin, "POST", "/me/exports")).status_code == 202
    link = link_in(await world.email_of("/privacy/exports/"))

    async def works() -> bool:
        return (await world.client.get(link)).status_code == 200

    return works


KINDS = {
    "sessions": session_of,
    "api_tokens": tokens_of,
    "invitations": invitation_of,
    "export_links": export_of,
    "mailed_codes": mailed_code_of,
}


async def removed(world: World) -> None:
    path = f"/members/{await member_id(world.session, world.admin)}"
    assert (await world.ask(world.owner, "DELETE", path)).status_code == 204


async def left(world: World) -> None:
    assert (await world.ask(world.admin, "POST", "/members/actions/leave")).status_code == 204


async def disabled(world: World) -> None:
    path = f"/admin/users/{world.admin.user.id}/actions/disable"
    body = {"reason": "asked by the owner"}
    answer = await world.client.post(path, json=body, headers=world.staff)
    assert answer.status_code == 200, answer.text


async def erased(world: World) -> None:
    body = {"email": world.admin.user.email}
    assert (await world.ask(world.admin, "POST", "/me/erasure", body)).status_code == 204


async def password_reset(world: World) -> None:
    code = await users.issue_email_code(
        world.session, world.admin.user.id, CodePurpose.RESET_PASSWORD
    )
    assert code is not None
    body = {"token": code.link_token, "password": f"another {PASSWORD}"}
    assert (await world.client.post("/auth/password/reset", json=body)).status_code == 204


ALL = set(KINDS)
LOSSES: dict[Callable[[World], Awaitable[None]], set[str]] = {
    removed: {"api_tokens", "invitations"},
    left: {"api_tokens", "invitations"},
    disabled: ALL,
    erased: ALL,
    password_reset: {"sessions", "export_links", "mailed_codes"},
}


def test_every_kind_and_every_loss_is_asked_here() -> None:
    assert set(credentials()) == ALL
    assert {end for one in credentials().values() for end in one.ends_with} == set(AccessEnd)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
async def test_what_a_person_acts_through_ends_with_the_access(
    world: World, loss: Callable[[World], Awaitable[None]]
) -> None:
    probes = {name: await make(world) for name, make in KINDS.items()}
    assert [name for name, works in probes.items() if not await works()] == []
    await loss(world)
    dead = {name for name, works in probes.items() if not await works()}
    assert dead == LOSSES[loss]


async def test_enabling_a_person_again_brings_no_token_back(world: World, app: FastAPI) -> None:
    works = await tokens_of(world)
    await disabled(world)
    path = f"/admin/users/{world.admin.user.id}/actions/enable"
    answer = await world.client.post(path, json={"reason": "settled"}, headers=world.staff)
    assert answer.status_code == 200
    app.state.authenticator.forget()
    assert not await works()
    revoked = await entries(world.session, AuditAction.TOKEN_REVOKED)
    assert sorted(one.changes["kind"] for one in revoked) == ["account", "personal"]
    assert {one.changes["cause"] for one in revoked} == {AccessEnd.USER_DISABLED}
