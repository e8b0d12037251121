from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.auth.authenticator import Authenticator
from app.core import clock
from app.core.settings import Settings
from app.events.models import EventRow
from app.features.users.models import AuthSession, User
from app.features.users.providers import passwords
from app.features.users.service.manager import UserDatabase
from tests.factories.users import HASH, PASSWORD, bearer, make_user
from tests.one_transaction import OneTransaction

SignIn = Callable[..., Awaitable[Response]]


@pytest.fixture
def sign_in(client: AsyncClient) -> SignIn:
    async def sign_in(email: str, password: str = PASSWORD, **more: str) -> Response:
        form = {"grant_type": "password", "username": email, "password": password}
        headers = {"user-agent": "Firefox"}
        return await client.post("/auth/token", data=form | more, headers=headers)

    return sign_in


async def test_signing_in_gives_tokens_that_open_the_panel(
    client: AsyncClient, session: AsyncSession, sign_in: SignIn
) -> None:
    user = await make_user(session, email="vera@example.com")
    answer = await sign_in(" VERA@example.com ")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 900
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    me = await client.get("/me", headers=headers)
    assert me.json()["id"] == str(user.id)


async def test_a_sign_in_is_remembered_with_where_it_came_from(
    session: AsyncSession, sign_in: SignIn
) -> None:
    user = await make_user(session)
    await sign_in(user.email)
    begun = (
        await session.scalars(select(AuthSession).where(col(AuthSession.user_id) == user.id))
    ).one()
    assert (begun.ip, begun.user_agent) == ("127.0.0.1", "Firefox")
    event = (
        await session.scalars(select(EventRow).where(col(EventRow.type) == "session.created"))
    ).one()
    assert event.payload["session_id"] == str(begun.id)
    assert event.actor_id == user.id


async def test_a_sign_in_is_few_statements(
    session: AsyncSession, database: OneTransaction, sign_in: SignIn, statements: list[str]
) -> None:
    user = await make_user(session)
    statements.clear()
    assert (await sign_in(user.email)).status_code == 200
    asked = [one for one in statements if "SAVEPOINT" not in one]
    assert (len(asked), database.statements) == (6, 3)


async def test_wrong_password_unknown_and_disabled_people_answer_alike(
    session: AsyncSession, sign_in: SignIn
) -> None:
    known = await make_user(session)
    disabled = await make_user(session, active=False)
    answers = [
        await sign_in(known.email, "wrong horse battery"),
        await sign_in("nobody@example.com"),
        await sign_in(disabled.email),
    ]
    bodies = [answer.json() | {"request_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == bodies[0]["error"] == "invalid_grant"
    assert answers[0].headers["content-type"] == "application/problem+json"


async def test_an_unknown_address_costs_the_same_hashing(
    session: AsyncSession, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    check = passwords.PasswordPool.check

    async def counting(self: passwords.PasswordPool, password: str, hashed: str) -> object:
        checked.append(hashed)
        return await check(self, password, hashed)

    monkeypatch.setattr(passwords.PasswordPool, "check", counting)
    user = await make_user(session)
    await sign_in(user.email, "wrong horse battery")
    await sign_in("nobody@example.com")
    assert checked == [HASH, passwords.STAND_IN]


async def test_too_many_passwords_at_a_time_are_put_off(
    session: AsyncSession, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await make_user(session)
    full = passwords.PasswordPool(threads=1, waiting=0)
    full._places.acquire()
    monkeypatch.setattr("app.features.users.service.signing.password_pool", lambda: full)
    answer = await sign_in(user.email)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"


async def test_an_old_hash_is_renewed_at_sign_in(session: AsyncSession, sign_in: SignIn) -> None:
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))
    user = await make_user(session, hashed_password=weak.hash(PASSWORD))
    assert (await sign_in(user.email)).status_code == 200
    await session.refresh(user)
    assert "m=7168,t=5,p=1" in user.hashed_password
    assert (await sign_in(user.email)).status_code == 200


async def test_a_password_changed_while_the_old_one_was_checked_wins(
    session: AsyncSession, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await make_user(session)
    confirmed = UserDatabase.confirmed

    async def late(self: UserDatabase, seen: User) -> User | None:
        user.hashed_password = passwords.STAND_IN
        await session.flush()
        return await confirmed(self, seen)

    monkeypatch.setattr(UserDatabase, "confirmed", late)
    assert (await sign_in(user.email)).json()["code"] == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password", "username": "a@example.com"}, "invalid_request"),
        ({"grant_type": "password", "password": PASSWORD}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
    ],
)
async def test_a_malformed_grant_is_named_as_oauth_names_it(
    client: AsyncClient, form: dict[str, str], code: str
) -> None:
    answer = await client.post("/auth/token", data=form)
    assert answer.status_code == 400
    assert answer.json()["error"] == code


async def test_parameters_of_other_oauth_servers_are_ignored(
    session: AsyncSession, sign_in: SignIn
) -> None:
    user = await make_user(session)
    assert (await sign_in(user.email, scope="openid", client_id="x")).status_code == 200


async def test_a_control_character_in_the_address_is_refused(sign_in: SignIn) -> None:
    answer = await sign_in("a\0@example.com")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "username"


async def test_the_store_finds_people_by_id_too(
    session: AsyncSession, database: OneTransaction
) -> None:
    user = await make_user(session)
    assert await UserDatabase(session, database).get(user.id) is user


async def test_signing_out_ends_the_session_everywhere(
    client: AsyncClient, session: AsyncSession, settings: Settings, app: FastAPI
) -> None:
    user = await make_user(session)
    headers = await bearer(session, settings, user.id)
    assert (await client.get("/me", headers=headers)).status_code == 200
    signed_out = await client.post("/auth/sign-out", headers=headers)
    assert (signed_out.status_code, signed_out.headers["clear-site-data"]) == (204, '"cache"')
    authenticator: Authenticator = app.state.authenticator
    authenticator.forget()
    assert (await client.get("/me", headers=headers)).status_code == 401
    again = await client.post("/auth/sign-out", headers=headers)
    assert again.status_code == 204
    events = await session.scalars(select(EventRow).where(col(EventRow.type) == "session.revoked"))
    assert [event.payload["reason"] for event in events] == ["signed_out"]


async def test_a_revoked_session_is_trusted_for_a_second_at_most(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr("app.auth.authenticator.monotonic", lambda: now)
    user = await make_user(session)
    headers = await bearer(session, settings, user.id)
    assert (await client.get("/me", headers=headers)).status_code == 200
    await client.post("/auth/sign-out", headers=headers)
    now += 1.001
    assert (await client.get("/me", headers=headers)).status_code == 401


async def test_an_access_token_ends_after_its_quarter_of_an_hour(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    user = await make_user(session)
    headers = await bearer(session, settings, user.id)
    with clock.freeze(clock.now() + timedelta(minutes=16)):
        assert (await client.get("/me", headers=headers)).status_code == 401
