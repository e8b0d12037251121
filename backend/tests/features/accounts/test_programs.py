"""What a program may do: as much as its token says, and its person has now."""

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole, MemberRole
from app.core.context import ActorKind
from app.core.settings import Settings
from app.features.accounts.audit import AuditAction
from app.features.accounts.models import ApiToken
from app.features.roles import service as roles
from tests.factories.accounts import join, make_member, prove
from tests.factories.notifications import make_sale
from tests.factories.users import make_staff
from tests.features.accounts.conftest import Ask, Team, code, entries, member_id
from tests.features.accounts.tokens import make_token, program_of, wish_for


async def test_a_program_does_what_its_token_says_and_no_more(ask: Ask, team: Team) -> None:
    made = await make_token(ask, team.owner, permissions=["services:read"])
    program = program_of(team.owner, made)
    assert (await ask(program, "GET", "/services")).status_code == 200
    assert code(await ask(program, "GET", "/balance")) == (403, "forbidden")
    me = (await ask(program, "GET", "/me")).json()
    assert (me["permissions"], me["staff"], me["account"]["id"]) == (
        ["services:read"],
        False,
        str(team.account.id),
    )


async def test_programs_make_no_tokens_and_touch_no_members(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    held = ["tokens:manage", "accounts:manage", "accounts:read"]
    program = program_of(team.owner, await make_token(ask, team.owner, permissions=held))
    assert (await ask(program, "GET", "/members")).status_code == 200
    path = f"/members/{await member_id(session, team.technical)}"
    for method, url, body in (
        ("POST", "/tokens", wish_for()),
        ("POST", "/me/tokens", wish_for()),
        ("GET", "/tokens", None),
        ("GET", "/me/tokens", None),
        ("PATCH", path, {"role": "billing"}),
        ("DELETE", path, None),
        ("POST", "/invitations", {"email": "x@example.com", "role": "billing"}),
        ("POST", "/members/actions/leave", None),
        ("POST", "/me/account", {"account_id": str(team.account.id)}),
        ("PATCH", "/me", {"name": "Eve"}),
    ):
        assert code(await ask(program, method, url, body)) == (403, "oneself_required")
    changed = await ask(program, "PATCH", "/account", {"city": "x"})
    assert changed.status_code == 422


async def test_a_programs_rank_is_what_its_permissions_amount_to(ask: Ask, team: Team) -> None:
    program = program_of(
        team.owner, await make_token(ask, team.owner, permissions=["accounts:read"])
    )
    listed = (await ask(program, "GET", "/members")).json()["items"]
    assert {tuple(one["allowed_actions"]) for one in listed} == {()}


@pytest.mark.parametrize("kind", ["/tokens", "/me/tokens"])
async def test_a_token_shrinks_with_its_makers_role(
    ask: Ask, session: AsyncSession, team: Team, kind: str
) -> None:
    held = ["services:read", "services:manage", "billing:read"]
    program = program_of(team.admin, await make_token(ask, team.admin, kind, permissions=held))
    assert (await ask(program, "GET", "/balance")).status_code == 200
    path = f"/members/{await member_id(session, team.admin)}"
    assert (await ask(team.owner, "PATCH", path, {"role": "technical"})).status_code == 200
    assert code(await ask(program, "GET", "/balance")) == (403, "forbidden")
    seen = (await ask(program, "GET", "/me")).json()["permissions"]
    assert seen == ["services:manage", "services:read"]
    assert (await ask(team.owner, "PATCH", path, {"role": "admin"})).status_code == 200
    assert (await ask(program, "GET", "/balance")).status_code == 200


async def test_a_personal_token_dies_with_the_membership(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    program = program_of(team.technical, await make_token(ask, team.technical))
    assert (await ask(program, "GET", "/services")).status_code == 200
    path = f"/members/{await member_id(session, team.technical)}"
    assert (await ask(team.owner, "DELETE", path)).status_code == 204
    assert (await ask(program, "GET", "/services")).status_code == 401
    await join(session, team.account.id, team.technical.user.id, MemberRole.TECHNICAL)
    assert (await ask(program, "GET", "/services")).status_code == 401


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE account_member SET expires_at = now() - interval '1 day' WHERE user_id = :id",
        'UPDATE "user" SET is_active = false WHERE id = :id',
        "DELETE FROM account_member WHERE user_id = :id",
    ],
)
@pytest.mark.parametrize("path", ["/tokens", "/me/tokens"])
async def test_a_token_needs_the_person_who_made_it(
    ask: Ask, session: AsyncSession, team: Team, ending: str, path: str
) -> None:
    program = program_of(team.admin, await make_token(ask, team.admin, path))
    await session.execute(text(ending), {"id": team.admin.user.id})
    assert (await ask(program, "GET", "/services")).status_code == 401


async def test_a_permission_that_is_no_more_is_not_held(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    made = await make_token(ask, team.owner, "/tokens")
    await session.execute(update(ApiToken).values(permissions=["services:read", "gone:manage"]))
    me = (await ask(program_of(team.owner, made), "GET", "/me")).json()
    assert me["permissions"] == ["services:read"]


async def test_what_a_program_does_is_its_own_doing(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    made = await make_token(
        ask, team.owner, "/tokens", permissions=["accounts:manage", "accounts:read"]
    )
    program = program_of(team.owner, made)
    answer = await ask(program, "PATCH", "/account", {"legal_name": "Beacon LLC"})
    assert answer.status_code == 200
    (entry,) = await entries(session, AuditAction.ACCOUNT_CHANGED)
    assert (entry.actor_kind, entry.actor_id) == (ActorKind.TOKEN, made.id)


async def test_a_token_of_staff_opens_no_staff_door(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team
) -> None:
    await make_staff(session, settings)
    await roles.assign(session, team.owner.user.id, BuiltInRole.OWNER)
    made = await make_token(ask, team.owner, permissions=["accounts:read"])
    program = program_of(team.owner, made)
    assert code(await ask(program, "GET", "/admin/customers")) == (403, "forbidden")


async def test_a_token_for_single_services_sees_no_others(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    one, other = [await make_sale(session, team.account.id, hostname=name) for name in "ab"]
    made = await make_token(ask, team.owner, services=[str(one.service.id)])
    program = program_of(team.owner, made)
    listed = (await ask(program, "GET", "/services")).json()["items"]
    assert [item["id"] for item in listed] == [str(one.service.id)]
    assert (await ask(program, "GET", f"/services/{other.service.id}")).status_code == 404
    payload = wish_for(services=[str(one.service.id)], permissions=["billing:read"])
    refused = await ask(team.owner, "POST", "/me/tokens", payload)
    assert code(refused) == (422, "permission_not_scopable")


async def test_a_narrowed_member_has_narrowed_tokens(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team
) -> None:
    one, two, three = [await make_sale(session, team.account.id, hostname=name) for name in "abc"]
    seen = [one.service.id, two.service.id]
    member = await make_member(session, settings, team.account, MemberRole.TECHNICAL, services=seen)
    await prove(session, member.user.id)
    implied = await make_token(ask, member)
    assert set(implied.services or []) == set(seen)
    chosen = await make_token(ask, member, services=[str(two.service.id)])
    payload = wish_for(services=[str(three.service.id)])
    assert code(await ask(member, "POST", "/me/tokens", payload)) == (403, "grant_too_high")
    path = f"/members/{await member_id(session, member)}"
    narrower = {"services": [str(one.service.id)]}
    assert (await ask(team.owner, "PATCH", path, narrower)).status_code == 200
    program = program_of(member, implied)
    listed = (await ask(program, "GET", "/services")).json()["items"]
    assert [item["id"] for item in listed] == [str(one.service.id)]
    assert (await ask(program_of(member, chosen), "GET", "/services")).json()["items"] == []
