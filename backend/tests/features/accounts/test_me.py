import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole, MemberRole
from app.core import json
from app.core.settings import Settings
from app.features.accounts.schemas import MeRead
from app.manifest import member_permissions
from tests.factories.accounts import make_account, make_customer, make_member
from tests.factories.users import make_staff


async def test_me_is_what_its_schema_says(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    answer = await client.get("/me", headers=customer.headers)
    assert answer.status_code == 200
    seen = MeRead.model_validate_json(answer.content)
    assert json.loads(seen.model_dump_json()).keys() == answer.json().keys()
    assert (seen.id, seen.email, seen.staff) == (customer.user.id, customer.user.email, False)
    assert seen.permissions == sorted(member_permissions()[MemberRole.OWNER])
    assert seen.staff_permissions == []
    assert seen.account is not None
    assert seen.account.id == customer.account_id
    assert "hashed_password" not in answer.json()


async def test_staff_see_what_they_may_do_in_the_admin_tree(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    headers = await make_staff(session, settings, BuiltInRole.SUPPORT)
    me = (await client.get("/me", headers=headers)).json()
    assert me["staff"] is True
    assert me["permissions"] == me["staff_permissions"]
    assert "accounts:read" in me["permissions"]
    assert (me["accounts"], me["account"]) == ([], None)


@pytest.mark.parametrize("role", [role for role in MemberRole if role is not MemberRole.OWNER])
async def test_a_member_may_what_the_role_allows_and_no_staff_work(
    client: AsyncClient, session: AsyncSession, settings: Settings, role: MemberRole
) -> None:
    account = await make_account(session)
    member = await make_member(session, settings, account, role)
    me = (await client.get("/me", headers=member.headers)).json()
    assert me["permissions"] == sorted(member_permissions()[role])
    assert me["staff"] is False
    assert not {"billing:refund", "billing:adjust", "jobs:retry"} & set(me["permissions"])


async def test_changes_are_kept_and_answered(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    changes = {
        "name": "  Любовь  ",
        "locale": "ru",
        "theme": "dark",
        "time_zone": "Asia/Yekaterinburg",
    }
    answer = await client.patch("/me", json=changes, headers=customer.headers)
    assert answer.status_code == 200
    expected = changes | {"name": "Любовь"}
    assert expected.items() <= answer.json().items()
    assert (await client.get("/me", headers=customer.headers)).json() == answer.json()


async def test_what_is_left_out_stays(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    before = (await client.get("/me", headers=customer.headers)).json()
    await client.patch("/me", json={"theme": "dark"}, headers=customer.headers)
    after = await client.patch("/me", json={"theme": before["theme"]}, headers=customer.headers)
    assert after.json() == before
    assert (await client.patch("/me", json={}, headers=customer.headers)).json() == before


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"email": "new@example.com"}, "email", "extra_forbidden"),
        ({"hashed_password": "x"}, "hashed_password", "extra_forbidden"),
        ({"is_verified": True}, "is_verified", "extra_forbidden"),
        ({"phone": "+79991234567"}, "phone", "extra_forbidden"),
        ({"name": None}, "name", "string_type"),
        ({"name": "a\nb"}, "name", "string_pattern_mismatch"),
        ({"name": "x" * 101}, "name", "string_too_long"),
        ({"theme": "pink"}, "theme", "enum"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "time_zone_unknown"),
    ],
)
async def test_a_change_that_cannot_be_made_names_the_field(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    body: dict[str, object],
    field: str,
    code: str,
) -> None:
    customer = await make_customer(session, settings)
    answer = await client.patch("/me", json=body, headers=customer.headers)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_a_stranger_has_no_profile(client: AsyncClient, method: str) -> None:
    answer = await client.request(method, "/me", json={} if method == "PATCH" else None)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_patch_has_no_defaults_in_the_documentation(client: AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    fields = document["components"]["schemas"]["MePatch"]["properties"].values()
    assert not [field for field in fields if "default" in field]
