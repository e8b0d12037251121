import asyncio
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.auth.roles import MemberRole
from app.core import clock
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.core.settings import Environment, Settings
from app.dao.session import Database
from app.events.models import EventRow
from app.features.accounts import service
from app.features.accounts.models import Account, AccountMember
from app.features.accounts.service.membership import INTENT_LIFETIME
from app.features.users import service as users
from app.features.users.models import User
from app.features.users.providers import passwords
from app.features.users.service import verification
from app.main import create_app
from app.manifest import invariants
from tests.factories.accounts import make_account
from tests.factories.users import PASSWORD, make_user

FORM = {"email": "vera@example.com", "password": PASSWORD, "name": "Vera", "locale": "ru"}


async def _register(client: AsyncClient, **changed: object) -> Response:
    return await client.post("/auth/register", json=FORM | changed)


async def _count(session: AsyncSession, model: type[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(model)) or 0


async def _facts(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(EventRow.type).order_by(col(EventRow.id))))


async def test_from_registration_to_the_panel(client: AsyncClient, session: AsyncSession) -> None:
    answer = await _register(client, account_name="Маяк")
    assert (answer.status_code, answer.json()) == (202, {})
    user = (await session.scalars(select(User))).one()
    proof = await verification.issue_verification(session, user.id)
    verified = await client.post("/auth/verify", json={"token": proof.link_token})
    assert verified.status_code == 204
    form = {"grant_type": "password", "username": "vera@example.com", "password": PASSWORD}
    token = (await client.post("/auth/token", data=form)).json()["access_token"]
    me = (await client.get("/me", headers={"authorization": f"Bearer {token}"})).json()
    assert me["email_verified"] is True
    assert me["locale"] == "ru"
    assert me["account"]["name"] == "Маяк"
    assert [one["role"] for one in me["accounts"]] == ["owner"]
    assert me["account"]["currency"] == "RUB"


async def _me(client: AsyncClient) -> dict[str, Any]:
    form = {"grant_type": "password", "username": FORM["email"], "password": PASSWORD}
    token = (await client.post("/auth/token", data=form)).json()["access_token"]
    answer = await client.get("/me", headers={"authorization": f"Bearer {token}"})
    return dict(answer.json())


async def test_what_was_about_to_be_ordered_waits_with_the_account_for_two_days(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"plan": "base", "period": "hour"}
    await _register(client, order=wanted)
    assert (await _me(client))["order_intent"] == wanted
    later = clock.now() + INTENT_LIFETIME
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await _me(client))["order_intent"] is None


async def test_the_intent_of_a_registration_is_a_plan_and_no_address(client: AsyncClient) -> None:
    for plan in ("//evil.example", "https://evil.example", "../admin", "Base", "a" * 64, ""):
        assert (await _register(client, order={"plan": plan})).status_code == 422
    assert (await _register(client, order={"plan": "base", "next": "/admin"})).status_code == 422
    assert (await _register(client, order={"plan": "base", "period": "year"})).status_code == 422
    assert (await _register(client, order={"plan": "base"})).status_code == 202
    assert (await _me(client))["order_intent"] == {"plan": "base", "period": "month"}


async def test_registering_a_known_address_again_changes_no_intent(client: AsyncClient) -> None:
    await _register(client, order={"plan": "base"})
    await _register(client, order={"plan": "pro"})
    assert (await _me(client))["order_intent"]["plan"] == "base"


async def test_an_account_is_named_after_the_person_by_default(
    client: AsyncClient, session: AsyncSession
) -> None:
    await _register(client)
    account = (await session.scalars(select(Account))).one()
    assert (account.name, account.locale, account.time_zone) == ("Vera", "ru", "UTC")
    event = (await session.scalars(select(EventRow))).one()
    user = (await session.scalars(select(User))).one()
    assert (event.type, event.account_id, event.actor_id) == (
        "user.registered",
        account.id,
        user.id,
    )


async def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(
    client: AsyncClient, session: AsyncSession
) -> None:
    await make_user(session, email="VERA@example.com")
    known = await _register(client)
    unknown = await _register(client, email="new@example.com")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert set(known.headers) == set(unknown.headers)
    assert await _facts(session) == ["user.registration_repeated", "user.registered"]
    assert await _count(session, User) == 2
    assert await _count(session, AccountMember) == 1


async def test_a_known_address_costs_the_same_statements(
    client: AsyncClient, statements: list[str]
) -> None:
    def kinds() -> list[str]:
        written = [" ".join(s.split()[:3]) for s in statements if s.startswith("INSERT")]
        statements.clear()
        return written

    await _register(client)
    new = kinds()
    await _register(client)
    repeated = kinds()
    assert [one for one in repeated if "event" not in one and "job" not in one] == [
        one for one in new if "event" not in one and "job" not in one
    ]


async def test_the_password_is_hashed_for_a_known_address_too(
    client: AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    real = passwords.PasswordPool.hash

    async def counting(self: passwords.PasswordPool, password: str) -> str:
        hashed.append(password)
        return await real(self, password)

    monkeypatch.setattr(passwords.PasswordPool, "hash", counting)
    await make_user(session, email="vera@example.com")
    await _register(client)
    assert len(hashed) == 1


async def test_nobody_is_flooded_with_mails_by_registering_their_address(
    client: AsyncClient, session: AsyncSession
) -> None:
    for _ in range(3):
        await _register(client)
    assert await _facts(session) == ["user.registered"]


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"email": "nonsense"}, "email", "value_error"),
        ({"password": "short"}, "password", "string_too_short"),
        ({"password": "password123"}, "password", "password_common"),
        ({"name": " "}, "name", "string_too_short"),
        ({"name": "a\0b"}, "name", "string_pattern_mismatch"),
        ({"locale": "tlh"}, "locale", "enum"),
        ({"account_name": ""}, "account_name", "string_too_short"),
        ({"is_superuser": True}, "is_superuser", "extra_forbidden"),
        ({"is_verified": True}, "is_verified", "extra_forbidden"),
    ],
)
async def test_a_form_that_cannot_be_taken_names_the_field(
    client: AsyncClient, session: AsyncSession, changed: dict[str, object], field: str, code: str
) -> None:
    answer = await _register(client, **changed)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert await _count(session, User) == 0


async def test_twins_registering_at_once_become_one_customer(
    committed: Database, settings: Settings
) -> None:
    transport = ASGITransport(app=create_app(settings, committed))
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        answers = await asyncio.gather(*(_register(client) for _ in range(5)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b"{}")}
    async with committed.unit_of_work() as session:
        assert await _count(session, User) == 1
        assert await _count(session, Account) == 1


async def test_a_twin_that_comes_between_look_up_and_insert_is_seen(
    client: AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_user(session, email="vera@example.com")
    find = users.find_by_email
    looked: list[str] = []

    async def too_early(session: AsyncSession, email: str) -> object:
        looked.append(email)
        return None if len(looked) == 1 else await find(session, email)

    monkeypatch.setattr(users, "find_by_email", too_early)
    answer = await _register(client)
    assert (answer.status_code, answer.json()) == (202, {})
    assert await _facts(session) == ["user.registration_repeated"]
    assert await _count(session, Account) == 0


async def test_a_snapshot_shows_the_account_and_its_owner(session: AsyncSession) -> None:
    account = await make_account(session, name="Acme")
    seen = await service.account_snapshot(session, account.id)
    owner = (await session.scalars(select(User))).one()
    assert (seen.id, seen.name, seen.currency) == (account.id, "Acme", "RUB")
    assert (seen.owner_user_id, seen.owner_email) == (owner.id, owner.email)
    with pytest.raises(NotFoundError):
        await service.account_snapshot(session, new_id())


async def test_an_account_has_one_owner(session: AsyncSession) -> None:
    account = await make_account(session)
    rules = {rule.name: rule.offending for rule in invariants("accounts")}
    ownerless = rules["accounts.every_account_has_an_owner"]
    assert (await session.execute(ownerless)).all() == []
    member = (await session.scalars(select(AccountMember))).one()
    member.role = MemberRole.ADMIN
    await session.flush()
    assert (await session.execute(ownerless)).scalars().all() == [account.id]


async def test_the_demo_customer_has_one_account(session: AsyncSession) -> None:
    await service.seed(session)
    assert await _count(session, Account) == 0
    await make_user(session, email="customer@example.com")
    await service.seed(session)
    await service.seed(session)
    assert await _count(session, Account) == 1


async def test_production_has_no_demo_account(
    session: AsyncSession, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_user(session, email="customer@example.com")
    real = settings.model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setattr("app.features.accounts.service.seeding.get_settings", lambda: real)
    await service.seed(session)
    assert await _count(session, Account) == 0
