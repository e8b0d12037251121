"""API tokens: shown once, kept as digests, never more than their person has now."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.core.context import Actor, ActorKind, acting
from app.core.crypto import digest
from app.core.ids import new_id
from app.core.settings import Settings
from app.features.accounts import service
from app.features.accounts.audit import AuditAction
from app.features.accounts.models import ApiToken
from app.features.accounts.schemas import ApiTokenMade, ApiTokenRead
from app.features.accounts.service import tokens as module
from tests.factories.accounts import make_customer, prove
from tests.features.accounts.conftest import Ask, Team, code, entries, member_id
from tests.features.accounts.tokens import make_token, program_of, wish_for
from tests.one_transaction import OneTransaction

CLIENT = "127.0.0.1"


async def test_a_token_is_shown_once_and_kept_as_a_digest(
    ask: Ask, session: AsyncSession, team: Team
) -> None:
    made = await make_token(ask, team.technical)
    assert made.token.startswith("hwt_")
    assert made.token.startswith(made.hint)
    assert made.token not in repr(made)
    listed = await ask(team.technical, "GET", "/me/tokens")
    assert made.token not in listed.text
    (item,) = listed.json()["items"]
    assert ApiTokenRead.model_validate(item).model_dump(mode="json") == made.model_dump(
        mode="json", exclude={"token"}
    )
    (kept,) = (await session.scalars(select(ApiToken))).all()
    assert kept.digest == digest(made.token)
    (entry,) = await entries(session, AuditAction.TOKEN_MADE)
    assert entry.changes["permissions"] == ["services:read"]
    assert made.token not in str(entry.changes)


@pytest.mark.parametrize("path", ["/tokens", "/me/tokens"])
async def test_nobody_gives_a_program_more_than_they_have(
    ask: Ask, session: AsyncSession, team: Team, path: str
) -> None:
    payload = wish_for(permissions=["roles:assign"])
    assert code(await ask(team.admin, "POST", path, payload)) == (403, "grant_too_high")
    assert (await session.scalars(select(ApiToken))).all() == []


async def test_account_tokens_are_for_those_who_manage_them(ask: Ask, team: Team) -> None:
    for method, url, body in (
        ("POST", "/tokens", wish_for()),
        ("GET", "/tokens", None),
        ("PATCH", f"/tokens/{new_id()}", {"name": "x"}),
        ("DELETE", f"/tokens/{new_id()}", None),
    ):
        assert code(await ask(team.technical, method, url, body)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"permissions": []}, (422, "validation_failed")),
        ({"permissions": ["everything"]}, (422, "validation_failed")),
        ({"expires_at": "2020-01-01T00:00:00Z"}, (422, "expiry_invalid")),
        ({"expires_at": "2999-01-01T00:00:00Z"}, (422, "expiry_invalid")),
        ({"networks": ["not a network"]}, (422, "validation_failed")),
        ({"networks": ["10.0.0.1/8"]}, (422, "validation_failed")),
        ({"services": [str(new_id())]}, (422, "services_unknown")),
        ({"token": "hwt_mine"}, (422, "validation_failed")),
    ],
)
async def test_what_is_no_token(
    ask: Ask, team: Team, body: dict[str, object], expected: tuple[int, str]
) -> None:
    assert code(await ask(team.owner, "POST", "/me/tokens", wish_for(**body))) == expected


async def test_a_token_ends_at_its_time(ask: Ask, team: Team) -> None:
    ends = clock.now() + timedelta(hours=1)
    made = await make_token(ask, team.owner, expires_at=ends.isoformat())
    program = program_of(team.owner, made)
    with clock.freeze(ends - timedelta(seconds=1)):
        assert (await ask(program, "GET", "/services")).status_code == 200
    with clock.freeze(ends):
        assert (await ask(program, "GET", "/services")).status_code == 401


async def test_a_revoked_token_is_out_at_once(ask: Ask, session: AsyncSession, team: Team) -> None:
    for path in ("/tokens", "/me/tokens"):
        made = await make_token(ask, team.owner, path)
        program = program_of(team.owner, made)
        assert (await ask(program, "GET", "/services")).status_code == 200
        assert (await ask(team.owner, "DELETE", f"{path}/{made.id}")).status_code == 204
        assert (await ask(program, "GET", "/services")).status_code == 401
        again = await ask(team.owner, "DELETE", f"{path}/{made.id}")
        assert code(again) == (404, "not_found")
        assert (await ask(team.owner, "GET", path)).json()["items"] == []
    assert len(await entries(session, AuditAction.TOKEN_REVOKED)) == 2


async def test_a_made_up_token_is_nobody(client: AsyncClient) -> None:
    headers = {"authorization": "Bearer hwt_guess"}
    assert (await client.get("/services", headers=headers)).status_code == 401


async def test_tokens_are_renamed(ask: Ask, team: Team) -> None:
    for path in ("/tokens", "/me/tokens"):
        made = await make_token(ask, team.owner, path)
        url = f"{path}/{made.id}"
        answer = await ask(team.owner, "PATCH", url, {"name": "deploy"})
        assert (answer.status_code, answer.json()["name"]) == (200, "deploy")
        assert "token" not in answer.json()
        widened = await ask(team.owner, "PATCH", url, {"name": "x", "permissions": ["x"]})
        assert widened.status_code == 422


async def test_somebody_elses_token_is_not_there(
    ask: Ask, session: AsyncSession, settings: Settings, team: Team
) -> None:
    personal = await make_token(ask, team.admin)
    accounts = await make_token(ask, team.admin, "/tokens")
    stranger = await make_customer(session, settings)
    await prove(session, stranger.user.id)
    for who, url in (
        (team.owner, f"/me/tokens/{personal.id}"),
        (team.owner, f"/tokens/{personal.id}"),
        (stranger, f"/me/tokens/{personal.id}"),
        (stranger, f"/tokens/{accounts.id}"),
        (team.admin, f"/me/tokens/{accounts.id}"),
    ):
        assert code(await ask(who, "PATCH", url, {"name": "mine"})) == (404, "not_found")
        assert code(await ask(who, "DELETE", url)) == (404, "not_found")
    assert (await ask(stranger, "GET", "/tokens")).json()["total"] == 0


async def _get(client: AsyncClient, made: ApiTokenMade) -> Response:
    return await client.get("/services", headers={"authorization": f"Bearer {made.token}"})


async def test_a_token_works_from_its_networks_only(
    ask: Ask, client: AsyncClient, session: AsyncSession, team: Team
) -> None:
    far = await make_token(ask, team.owner, networks=["203.0.113.0/24", "2001:db8::/32"])
    assert (await _get(client, far)).status_code == 401
    near = await make_token(ask, team.owner, networks=[f"{CLIENT}/32"])
    assert (await _get(client, near)).status_code == 200
    assert near.networks == [f"{CLIENT}/32"]
    used = await session.scalars(
        select(col(ApiToken.id)).where(col(ApiToken.last_used_at).is_not(None))
    )
    assert used.all() == [near.id]


async def test_its_last_use_is_noted_once_a_minute(
    ask: Ask, session: AsyncSession, team: Team, database: OneTransaction
) -> None:
    made = await make_token(ask, team.owner)
    program = program_of(team.owner, made)
    began = clock.now()

    async def used_at(seconds: int) -> tuple[float, str | None]:
        with clock.freeze(began + timedelta(seconds=seconds)):
            assert (await ask(program, "GET", "/services")).status_code == 200
        token = await session.get(ApiToken, made.id, populate_existing=True)
        assert token is not None
        assert token.last_used_at is not None
        return (token.last_used_at - began).total_seconds(), token.last_used_ip

    assert await used_at(5) == (5, CLIENT)
    assert await used_at(64) == (5, CLIENT)
    assert await used_at(65) == (65, CLIENT)
    database.statements = 0
    assert await used_at(66) == (65, CLIENT)
    assert database.statements == 2


async def test_a_use_that_another_process_noted_is_not_noted_again(
    ask: Ask, session: AsyncSession, database: OneTransaction, team: Team
) -> None:
    made = await make_token(ask, team.owner)

    class Slow(OneTransaction):
        """Another process notes the use between our reading and our writing."""

        async def fetch(self, sql: str, *args: object) -> str | None:
            found = await database.fetch(sql, *args)
            if "UPDATE" not in sql:
                now = clock.now()
                await session.execute(update(ApiToken).values(last_used_at=now))
            return found

    with acting(Actor(ActorKind.ANONYMOUS), ip="192.0.2.9"):
        reads = Slow(database._settings, database._connection)
        principal = await service.load_token_principal(reads, digest(made.token))
    assert principal is not None
    token = await session.get(ApiToken, made.id, populate_existing=True)
    assert token is not None
    assert token.last_used_ip is None


async def test_whoever_has_no_account_has_no_tokens(
    client: AsyncClient, session: AsyncSession, settings: Settings, ask: Ask, team: Team
) -> None:
    path = f"/members/{await member_id(session, team.billing)}"
    assert (await ask(team.owner, "DELETE", path)).status_code == 204
    refused = await ask(team.billing, "POST", "/me/tokens", wish_for())
    assert code(refused) == (403, "forbidden")
    assert (await client.get("/me/tokens")).status_code == 401
    assert settings.access_token_expire_minutes <= 15


async def test_there_is_an_end_to_tokens(
    ask: Ask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_TOKENS", 1)
    await make_token(ask, team.owner)
    refused = await ask(team.owner, "POST", "/me/tokens", wish_for())
    assert code(refused) == (409, "too_many_tokens")
