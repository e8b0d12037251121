"""Invitations: mailed, good for a week, accepted once by whoever has the address."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import MemberRole
from app.core import clock
from app.core.crypto import digest
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings
from app.dao.session import Database
from app.features.accounts import service
from app.features.accounts.audit import AuditAction
from app.features.accounts.errors import AlreadyMemberError
from app.features.accounts.models import AccountMember, Invitation
from app.features.accounts.schemas import InvitationCreate, InvitationRead
from app.features.accounts.service import invitations as module
from app.features.notifications.models import Mail, MailState
from tests.factories.accounts import Customer, join, make_customer, prove
from tests.factories.users import make_session, make_user
from tests.features.accounts.conftest import Ask, Team, code, entries, member_id

Drain = Callable[[], Awaitable[int]]
GUEST = "guest@example.com"


def _token(email: EmailMessage) -> str:
    part = email.get_body(("plain",))
    assert part is not None
    found = re.search(r"/invitation\?token=(\S+)", part.get_content())
    assert found
    return found[1]


@pytest.fixture
async def guest(session: AsyncSession, settings: Settings) -> Customer:
    return await make_customer(session, settings, email="Guest@example.com", name="Own")


async def _invite(ask: Ask, who: Customer, role: str = "billing", **more: object) -> str:
    body = {"email": GUEST, "role": role} | more
    answer = await ask(who, "POST", "/invitations", body)
    assert answer.status_code == 201
    made: str = answer.json()["id"]
    return made


@pytest.fixture
async def token(ask: Ask, drain: Drain, emails: list[EmailMessage], team: Team) -> str:
    """The token of a link that was mailed to GUEST."""
    await _invite(ask, team.owner)
    await drain()
    return _token(emails[-1])


async def _accept(ask: Ask, who: Customer, token: str) -> tuple[int, str]:
    answer = await ask(who, "POST", "/invitations/actions/accept", {"token": token})
    return (200, answer.json()["role"]) if answer.status_code == 200 else code(answer)


async def test_an_invitation_makes_a_member(
    ask: Ask, session: AsyncSession, team: Team, guest: Customer, token: str
) -> None:
    seen = (await ask(guest, "GET", f"/public/invitations/{token}")).json()
    assert seen["account_name"] == team.account.name
    assert (seen["role"], seen["email_hint"], seen["inviter"]) == (
        "billing",
        "g•••@example.com",
        team.owner.user.name,
    )
    assert await _accept(ask, guest, token) == (200, "billing")
    me = (await ask(guest, "GET", "/me")).json()
    assert {one["name"]: one["role"] for one in me["accounts"]} == {
        "Own": "owner",
        team.account.name: "billing",
    }
    (entry,) = await entries(session, AuditAction.MEMBER_JOINED)
    assert (entry.account_id, entry.actor_id) == (team.account.id, guest.user.id)
    assert (await ask(team.owner, "GET", "/invitations")).json()["items"] == []
    assert await _accept(ask, guest, token) == (200, "billing")
    assert len(await entries(session, AuditAction.MEMBER_JOINED)) == 1


async def test_an_invitation_is_what_the_schema_says(ask: Ask, team: Team) -> None:
    made = await _invite(ask, team.admin, role="technical")
    page = (await ask(team.technical, "GET", "/invitations?q=guest&sort=email")).json()
    (item,) = page["items"]
    assert InvitationRead.model_validate(item).model_dump(mode="json").keys() == item.keys()
    assert (item["id"], item["email"], item["inviter"]["name"]) == (
        made,
        GUEST,
        team.admin.user.name,
    )


async def test_the_link_is_only_in_the_email(
    ask: Ask,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
    team: Team,
) -> None:
    team.account.locale = Locale.EN
    await _invite(ask, team.owner)
    await drain()
    (email,) = emails
    assert (email["To"], email["Subject"]) == (GUEST, "You are invited to “Beacon”")
    token = _token(email)
    (kept,) = (await session.scalars(select(Invitation))).all()
    assert kept.digest == digest(token)
    (mail,) = (await session.scalars(select(Mail))).all()
    assert (mail.user_id, mail.state, mail.sealed) == (None, MailState.SENT, None)
    assert token not in str(mail.params)
    (entry,) = await entries(session, AuditAction.MEMBER_INVITED)
    assert entry.changes["email"] == GUEST
    assert token not in str(entry.changes)


async def test_a_repeated_handler_leaves_the_mailed_link_alone(
    session: AsyncSession, token: str
) -> None:
    (kept,) = (await session.scalars(select(Invitation))).all()
    assert await service.issue_invitation(session, kept.id) is None
    assert await service.invitation_counts(session, token)


async def test_an_invitation_withdrawn_before_its_email_is_not_mailed(
    ask: Ask, drain: Drain, emails: list[EmailMessage], team: Team
) -> None:
    made = await _invite(ask, team.owner)
    assert (await ask(team.owner, "DELETE", f"/invitations/{made}")).status_code == 204
    await drain()
    assert emails == []


async def test_an_email_whose_invitation_is_void_stays_here(
    ask: Ask, session: AsyncSession, drain: Drain, emails: list[EmailMessage], team: Team
) -> None:
    made = await _invite(ask, team.owner)
    email = await service.issue_invitation(
        session, (await session.scalars(select(col(Invitation.id)))).one()
    )
    assert email is not None
    assert "hwi_" not in repr(email)
    assert (await ask(team.owner, "DELETE", f"/invitations/{made}")).status_code == 204
    assert not await service.invitation_counts(session, email.link_token)
    await drain()
    assert emails == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"role": "owner"}, (403, "grant_too_high")),
        ({"role": "admin", "services": [str(new_id())]}, (422, "services_not_scopable")),
        ({"role": "technical", "services": [str(new_id())]}, (422, "services_unknown")),
        ({"role": "billing", "expires_at": "2020-01-01T00:00:00Z"}, (422, "expiry_invalid")),
        ({"role": "king"}, (422, "validation_failed")),
        ({"role": "billing", "email": "nobody"}, (422, "validation_failed")),
    ],
)
async def test_what_cannot_be_offered(
    ask: Ask, session: AsyncSession, team: Team, body: dict[str, object], expected: tuple[int, str]
) -> None:
    answer = await ask(team.owner, "POST", "/invitations", {"email": GUEST} | body)
    assert code(answer) == expected
    assert (await session.scalars(select(Invitation))).all() == []


async def test_those_without_the_permission_invite_nobody(ask: Ask, team: Team) -> None:
    body = {"email": GUEST, "role": "read_only"}
    assert code(await ask(team.technical, "POST", "/invitations", body)) == (403, "forbidden")


async def test_members_are_not_invited_again(ask: Ask, team: Team) -> None:
    body = {"email": team.technical.user.email.upper(), "role": "billing"}
    assert code(await ask(team.owner, "POST", "/invitations", body)) == (409, "already_member")


async def test_a_second_invitation_replaces_the_first(
    ask: Ask,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
    team: Team,
    guest: Customer,
    token: str,
) -> None:
    body = {"email": GUEST, "role": "read_only"}
    at_once = await ask(team.owner, "POST", "/invitations", body)
    assert code(at_once) == (429, "too_many_invitations")
    assert 0 < int(at_once.headers["Retry-After"]) <= 60
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        await prove(session, team.owner.user.id)
        assert (await ask(team.owner, "POST", "/invitations", body)).status_code == 201
        await drain()
        assert await _accept(ask, guest, token) == (404, "invitation_invalid")
        assert await _accept(ask, guest, _token(emails[-1])) == (200, "read_only")


async def test_there_is_an_end_to_inviting(
    ask: Ask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_OPEN", 1)
    await _invite(ask, team.owner)
    body = {"email": "another@example.com", "role": "billing"}
    answer = await ask(team.owner, "POST", "/invitations", body)
    assert code(answer) == (429, "too_many_invitations")


async def test_a_repeated_request_invites_once(
    client: AsyncClient, session: AsyncSession, team: Team
) -> None:
    body = {"email": GUEST, "role": "billing"}
    headers = team.owner.headers | {"Idempotency-Key": "once-and-only"}
    answers = [await client.post("/invitations", json=body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await session.scalars(select(Invitation))).all()) == 1


async def test_only_the_invited_address_accepts(
    ask: Ask, session: AsyncSession, team: Team, guest: Customer, token: str
) -> None:
    assert await _accept(ask, team.billing, token) == (403, "invitation_for_another")
    guest.user.is_verified = False
    await session.flush()
    assert await _accept(ask, guest, token) == (403, "email_not_verified")
    assert await entries(session, AuditAction.MEMBER_JOINED) == []


@pytest.mark.parametrize("path", ["", "/actions/accept"])
async def test_a_made_up_link_is_worth_nothing(ask: Ask, guest: Customer, path: str) -> None:
    if path:
        answer = await ask(guest, "POST", f"/invitations{path}", {"token": "hwi_nothing"})
    else:
        answer = await ask(guest, "GET", "/public/invitations/hwi_nothing")
    assert code(answer) == (404, "invitation_invalid")


async def test_a_link_ends_after_a_week(
    ask: Ask, session: AsyncSession, guest: Customer, token: str
) -> None:
    (kept,) = (await session.scalars(select(Invitation))).all()
    assert kept.valid_until - kept.created_at == timedelta(days=7)
    kept.valid_until = clock.now()
    await session.flush()
    answer = await ask(guest, "GET", f"/public/invitations/{token}")
    assert code(answer) == (404, "invitation_invalid")
    assert await _accept(ask, guest, token) == (404, "invitation_invalid")
    assert await entries(session, AuditAction.MEMBER_JOINED) == []


async def test_a_withdrawn_link_is_worth_nothing(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team, guest: Customer, token: str
) -> None:
    (kept,) = (await session.scalars(select(Invitation))).all()
    path = f"/invitations/{kept.id}"
    stranger = await make_customer(session, settings)
    assert code(await ask(stranger, "DELETE", path)) == (404, "not_found")
    assert (await ask(team.admin, "DELETE", path)).status_code == 204
    assert code(await ask(team.admin, "DELETE", path)) == (404, "not_found")
    assert await _accept(ask, guest, token) == (404, "invitation_invalid")
    assert len(await entries(session, AuditAction.INVITATION_REVOKED)) == 1


@pytest.mark.parametrize("role", [None, MemberRole.TECHNICAL, MemberRole.BILLING])
async def test_an_offer_dies_with_its_senders_right_to_make_it(
    ask: Ask,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
    team: Team,
    guest: Customer,
    role: MemberRole | None,
) -> None:
    await _invite(ask, team.admin)
    await drain()
    sender = await session.get(AccountMember, await member_id(session, team.admin))
    assert sender is not None
    if role is None:
        await session.delete(sender)
    else:
        sender.role = role
    await session.flush()
    token = _token(emails[-1])
    assert await _accept(ask, guest, token) == (404, "invitation_invalid")
    answer = await ask(guest, "GET", f"/public/invitations/{token}")
    assert code(answer) == (404, "invitation_invalid")


async def test_a_membership_that_ran_out_is_renewed(
    ask: Ask,
    session: AsyncSession,
    team: Team,
    guest: Customer,
    token: str,
) -> None:
    ended = clock.now() - timedelta(hours=1)
    await join(session, team.account.id, guest.user.id, MemberRole.ADMIN, expires_at=ended)
    assert await _accept(ask, guest, token) == (200, "billing")


async def test_somebody_who_became_a_member_meanwhile_stays_as_they_are(
    ask: Ask, session: AsyncSession, team: Team, guest: Customer, token: str
) -> None:
    await join(session, team.account.id, guest.user.id, MemberRole.ADMIN)
    assert await _accept(ask, guest, token) == (409, AlreadyMemberError.code)


async def test_whoever_left_does_not_come_back_by_the_old_link(
    ask: Ask, session: AsyncSession, team: Team, guest: Customer, token: str
) -> None:
    assert await _accept(ask, guest, token) == (200, "billing")
    joined = Customer(guest.user, team.account, guest.headers)
    path = f"/members/{await member_id(session, joined)}"
    assert (await ask(team.owner, "DELETE", path)).status_code == 204
    assert await _accept(ask, guest, token) == (404, "invitation_invalid")


async def test_a_burst_of_accepts_makes_one_member(committed: Database, settings: Settings) -> None:
    async with committed.unit_of_work() as session:
        owner = await make_customer(session, settings)
        await prove(session, owner.user.id)
        guest = await make_user(session, email=GUEST)
        live = await make_session(session, owner.user.id)
        mine = await make_session(session, guest.id)
    principal = await service.load_principal(committed, live.id)
    assert principal is not None
    async with committed.unit_of_work() as session:
        payload = InvitationCreate(email=GUEST, role=MemberRole.BILLING)
        made = await service.invite(session, principal, payload)
    async with committed.unit_of_work() as session:
        email = await service.issue_invitation(session, made.id)
    invited = await service.load_principal(committed, mine.id)
    assert email is not None
    assert invited is not None

    async def accept() -> str:
        async with committed.unit_of_work() as session:
            joined = await service.accept_invitation(session, invited, email.link_token)
            return joined.role

    assert await asyncio.gather(*(accept() for _ in range(20))) == ["billing"] * 20
    async with committed.unit_of_work() as session:
        members = select(AccountMember).where(col(AccountMember.user_id) == guest.id)
        assert len((await session.scalars(members)).all()) == 1
        assert len(await entries(session, AuditAction.MEMBER_JOINED)) == 1


async def test_a_burst_of_invitations_leaves_one(committed: Database, settings: Settings) -> None:
    async with committed.unit_of_work() as session:
        owner = await make_customer(session, settings)
        live = await make_session(session, owner.user.id)
    principal = await service.load_principal(committed, live.id)
    assert principal is not None
    payload = InvitationCreate(email=GUEST, role=MemberRole.BILLING)

    async def invite() -> None:
        async with committed.unit_of_work() as session:
            await service.invite(session, principal, payload)

    outcomes = await asyncio.gather(*(invite() for _ in range(20)), return_exceptions=True)
    assert sum(one is None for one in outcomes) == 1
    async with committed.unit_of_work() as session:
        assert len((await session.scalars(select(Invitation))).all()) == 1
