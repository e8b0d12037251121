"""Who is in an account, and who may change that."""

import asyncio
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.roles import MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.errors import domain_error
from app.dao.session import Database
from app.features.accounts import service
from app.features.accounts.audit import AuditAction
from app.features.accounts.errors import OwnerStaysError
from app.features.accounts.models import AccountMember
from app.features.accounts.schemas import MemberPatch, MemberRead
from app.features.accounts.service import membership
from tests.factories.accounts import Customer, make_account, make_customer, make_member, prove
from tests.factories.users import make_session
from tests.features.accounts.conftest import Ask, Team, code, entries, member_id


async def _roles(ask: Ask, team: Team) -> dict[str, str]:
    listed = (await ask(team.owner, "GET", "/members?size=50")).json()["items"]
    return {one["user"]["email"]: one["role"] for one in listed}


async def test_a_member_is_what_the_schema_says(ask: Ask, team: Team) -> None:
    page = (await ask(team.owner, "GET", "/members")).json()
    assert page["total"] == 5
    for item in page["items"]:
        assert MemberRead.model_validate(item).model_dump(mode="json").keys() == item.keys()
    first = page["items"][0]
    assert (first["user"]["email"], first["role"], first["oneself"]) == (
        team.owner.user.email,
        "owner",
        True,
    )


async def test_the_list_says_what_the_reader_may_do(ask: Ask, team: Team) -> None:
    async def actions(who: Customer) -> dict[str, list[str]]:
        listed = (await ask(who, "GET", "/members")).json()["items"]
        return {one["user"]["email"]: one["allowed_actions"] for one in listed}

    below = ["update", "remove"]
    by_owner = await actions(team.owner)
    assert by_owner[team.owner.user.email] == []
    assert by_owner[team.admin.user.email] == [*below, "make_owner"]
    by_admin = await actions(team.admin)
    assert by_admin[team.owner.user.email] == []
    assert by_admin[team.admin.user.email] == ["leave"]
    assert by_admin[team.second_admin.user.email] == []
    assert by_admin[team.technical.user.email] == below
    by_technical = await actions(team.technical)
    assert by_technical[team.technical.user.email] == ["leave"]
    assert by_technical[team.billing.user.email] == []


async def test_members_are_found_by_name_and_role(ask: Ask, team: Team) -> None:
    found = await ask(team.owner, "GET", f"/members?q={team.billing.user.email}")
    assert [one["role"] for one in found.json()["items"]] == ["billing"]
    found = await ask(team.owner, "GET", "/members?role=admin&role=owner&sort=-email")
    assert {one["role"] for one in found.json()["items"]} == {"admin", "owner"}


async def test_a_role_is_changed_at_once_and_written_down(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.technical)}"
    assert (await ask(team.technical, "GET", "/balance")).status_code == 403
    ends = (clock.now() + timedelta(days=30)).isoformat()
    changes = {"role": "billing", "expires_at": ends}
    answer = await ask(team.admin, "PATCH", path, changes)
    assert (answer.status_code, answer.json()["role"]) == (200, "billing")
    assert (await ask(team.technical, "GET", "/balance")).status_code == 200
    (entry,) = await entries(session, AuditAction.MEMBER_CHANGED)
    assert entry.changes["role"] == ["technical", "billing"]
    assert (entry.actor_id, entry.target_id) == (team.admin.user.id, team.technical.user.id)


async def test_a_change_of_nothing_leaves_no_trace(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.technical)}"
    assert (await ask(team.admin, "PATCH", path, {})).status_code == 200
    assert (await ask(team.admin, "PATCH", path, {"role": "technical"})).status_code == 200
    assert await entries(session, AuditAction.MEMBER_CHANGED) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"role": "owner"}, (403, "grant_too_high")),
        ({"role": "billing", "services": [str(new_id())]}, (422, "services_not_scopable")),
        ({"services": [str(new_id())]}, (422, "services_unknown")),
        ({"services": []}, (422, "validation_failed")),
        ({"expires_at": "2020-01-01T00:00:00Z"}, (422, "expiry_invalid")),
        ({"account_id": str(new_id())}, (422, "validation_failed")),
    ],
)
async def test_what_cannot_be_given(
    ask: Ask, session: AsyncSession, team: Team, body: dict[str, object], expected: tuple[int, str]
) -> None:
    path = f"/members/{await member_id(session, team.technical)}"
    before = await _roles(ask, team)
    assert code(await ask(team.owner, "PATCH", path, body)) == expected
    assert await _roles(ask, team) == before


async def test_nobody_edits_an_equal_or_a_higher_or_themselves(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    before = await _roles(ask, team)
    for target in (team.owner, team.admin, team.second_admin):
        path = f"/members/{await member_id(session, target)}"
        answer = await ask(team.admin, "PATCH", path, {"role": "read_only"})
        assert code(answer) == (403, "member_too_high")
        refused = await ask(team.admin, "DELETE", path)
        assert refused.status_code in {403, 409}
    assert await _roles(ask, team) == before


async def test_those_without_the_permission_change_nobody(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.billing)}"
    for method in ("PATCH", "DELETE"):
        assert code(await ask(team.technical, method, path, {})) == (403, "forbidden")


async def test_whoever_was_demoted_a_moment_ago_gives_nothing_away(
    client: AsyncClient, session: AsyncSession, team: Team
) -> None:
    await client.get("/me", headers=team.admin.headers)  # remembered as an admin from here on
    await session.execute(
        update(AccountMember)
        .where(col(AccountMember.user_id) == team.admin.user.id)
        .values(role=MemberRole.READ_ONLY)
    )
    path = f"/members/{await member_id(session, team.technical)}"
    answer = await client.patch(path, json={"role": "billing"}, headers=team.admin.headers)
    assert code(answer) == (403, "forbidden")


async def test_whoever_was_removed_a_moment_ago_likewise(
    client: AsyncClient, session: AsyncSession, team: Team
) -> None:
    await client.get("/me", headers=team.admin.headers)
    row = await session.get(AccountMember, await member_id(session, team.admin))
    await session.delete(row)
    await session.flush()
    path = f"/members/{await member_id(session, team.technical)}"
    answer = await client.patch(path, json={"role": "billing"}, headers=team.admin.headers)
    assert code(answer) == (403, "forbidden")


async def test_an_old_proof_does_not_do(ask: Ask, session: AsyncSession, team: Team) -> None:
    await prove(session, team.owner.user.id, clock.now() - timedelta(minutes=6))
    path = f"/members/{await member_id(session, team.technical)}"
    for method, url, body in (
        ("PATCH", path, {"role": "billing"}),
        ("DELETE", path, None),
        ("POST", f"{path}/actions/make-owner", None),
        ("POST", "/invitations", {"email": "new@example.com", "role": "billing"}),
        ("POST", "/tokens", {}),
        ("POST", "/me/tokens", {}),
    ):
        assert code(await ask(team.owner, method, url, body)) == (403, "step_up_required")


async def test_a_removed_member_is_out_at_once(ask: Ask, session: AsyncSession, team: Team) -> None:
    path = f"/members/{await member_id(session, team.technical)}"
    assert (await ask(team.admin, "DELETE", path)).status_code == 204
    assert code(await ask(team.technical, "GET", "/services")) == (403, "forbidden")
    assert (await ask(team.technical, "GET", "/me")).json()["accounts"] == []
    assert code(await ask(team.admin, "DELETE", path)) == (404, "not_found")
    (entry,) = await entries(session, AuditAction.MEMBER_REMOVED)
    assert entry.changes == {"role": "technical"}


async def test_another_accounts_member_is_not_there(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team
) -> None:
    foreign = await make_account(session, name="Foreign")
    stranger = await make_member(session, settings, foreign, MemberRole.TECHNICAL)
    path = f"/members/{await member_id(session, stranger)}"
    for method, url in (("PATCH", path), ("DELETE", path), ("POST", f"{path}/actions/make-owner")):
        assert code(await ask(team.owner, method, url, {})) == (404, "not_found")


async def test_a_membership_ends_by_itself(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team
) -> None:
    soon = clock.now() + timedelta(minutes=1)
    guest = await make_member(session, settings, team.account, MemberRole.BILLING, expires_at=soon)
    assert (await ask(guest, "GET", "/balance")).status_code == 200
    mailed = [one.email for one in await service.contacts(session, team.account.id)]
    assert guest.user.email in mailed
    with clock.freeze(soon):
        assert code(await ask(guest, "GET", "/balance")) == (403, "forbidden")
        assert (await ask(guest, "GET", "/me")).json()["accounts"] == []
        mailed = [one.email for one in await service.contacts(session, team.account.id)]
        assert guest.user.email not in mailed
        path = f"/members/{await member_id(session, guest)}"
        await prove(session, team.owner.user.id)
        answer = await ask(team.owner, "POST", f"{path}/actions/make-owner")
        assert code(answer) == (422, "expiry_invalid")
        assert (await ask(team.owner, "PATCH", path, {"role": "read_only"})).status_code == 200
        assert (await ask(team.owner, "PATCH", path, {"expires_at": None})).status_code == 200
    assert (await ask(guest, "GET", "/balance")).status_code == 200


async def test_members_leave_and_the_session_acts_for_what_is_left(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    own = await membership.create_account(session, "Own", team.technical.user.id)
    chosen = {"account_id": str(team.account.id)}
    answer = await ask(team.technical, "POST", "/me/account", chosen)
    assert answer.json()["account"]["id"] == str(team.account.id)
    assert (await ask(team.technical, "POST", "/members/actions/leave")).status_code == 204
    me = (await ask(team.technical, "GET", "/me")).json()
    assert [one["id"] for one in me["accounts"]] == [str(own.id)]
    assert me["account"]["id"] == str(own.id)
    assert code(await ask(team.owner, "POST", "/members/actions/leave")) == (409, "owner_stays")


async def test_whoever_acts_for_no_account_leaves_none(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.billing)}"
    assert (await ask(team.owner, "DELETE", path)).status_code == 204
    assert code(await ask(team.billing, "POST", "/members/actions/leave")) == (403, "forbidden")


async def test_the_owner_hands_the_account_over_and_stays_as_an_admin(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.technical)}/actions/make-owner"
    assert code(await ask(team.admin, "POST", path)) == (403, "owner_required")
    answer = await ask(team.owner, "POST", path)
    assert (answer.status_code, answer.json()["role"]) == (200, "owner")
    roles = await _roles(ask, team)
    assert roles[team.technical.user.email] == "owner"
    assert roles[team.owner.user.email] == "admin"
    await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    (entry,) = await entries(session, AuditAction.OWNERSHIP_TRANSFERRED)
    assert entry.changes["former_owner_id"] == str(team.owner.user.id)
    assert code(await ask(team.owner, "POST", path)) == (403, "owner_required")


async def test_the_owner_is_handed_over_to_themselves_in_vain(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.owner)}/actions/make-owner"
    assert (await ask(team.owner, "POST", path)).json()["role"] == "owner"
    assert await entries(session, AuditAction.OWNERSHIP_TRANSFERRED) == []


async def test_an_heir_has_proven_the_address(ask: Ask, session: AsyncSession, team: Team) -> None:
    team.admin.user.is_verified = False
    await session.flush()
    path = f"/members/{await member_id(session, team.admin)}/actions/make-owner"
    assert code(await ask(team.owner, "POST", path)) == (403, "email_not_verified")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM account_member WHERE id = :id",
        "UPDATE account_member SET role = 'admin' WHERE id = :id",
    ],
)
async def test_the_database_keeps_an_owner_too(
    session: AsyncSession, team: Team, statement: str
) -> None:
    await session.execute(text(statement), {"id": await member_id(session, team.owner)})
    with pytest.raises(IntegrityError) as refused:
        await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert isinstance(domain_error(refused.value), OwnerStaysError)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account_member SET expires_at = now() WHERE id = :id",
        "UPDATE account_member SET services = ARRAY[id] WHERE id = :id",
    ],
)
async def test_an_owner_neither_expires_nor_is_narrowed(
    session: AsyncSession, team: Team, statement: str
) -> None:
    owner = await member_id(session, team.owner)
    with pytest.raises(IntegrityError):
        await session.execute(text(statement), {"id": owner})


async def test_the_owner_is_not_removed(ask: Ask, session: AsyncSession, team: Team) -> None:
    path = f"/members/{await member_id(session, team.owner)}"
    for who in (team.owner, team.admin):
        assert code(await ask(who, "DELETE", path)) == (409, "owner_stays")
    assert code(await ask(team.owner, "PATCH", path, {"role": "admin"})) == (
        403,
        "member_too_high",
    )


async def test_two_hand_overs_at_once_leave_one_owner(
    committed: Database, settings: Settings
) -> None:
    async with committed.unit_of_work() as session:
        owner = await make_customer(session, settings)
        heirs = [
            await make_member(session, settings, owner.account, MemberRole.ADMIN) for _ in range(2)
        ]
        live = await make_session(session, owner.user.id)
        ids = [await member_id(session, new_owner) for new_owner in heirs]
    principal = await service.load_principal(committed, live.id)
    assert principal is not None

    async def hand_over(new_owner: int) -> None:
        async with committed.unit_of_work() as session:
            await service.make_owner(session, principal, ids[new_owner])

    outcomes = await asyncio.gather(hand_over(0), hand_over(1), return_exceptions=True)
    assert sorted(one is None for one in outcomes) == [False, True]
    async with committed.unit_of_work() as session:
        owners = await session.scalars(
            select(AccountMember).where(
                AccountMember.account_id == owner.account_id,
                AccountMember.role == MemberRole.OWNER,
            )
        )
        assert len(owners.all()) == 1


def test_a_patch_of_a_member_names_no_defaults() -> None:
    fields = MemberPatch.model_json_schema()["properties"].values()
    assert not [field for field in fields if "default" in field]
