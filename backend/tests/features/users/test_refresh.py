import asyncio
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.events.models import EventRow
from app.features.users import service
from app.features.users.models import AuthSession, RefreshToken
from app.main import create_app
from tests.factories.users import PASSWORD, make_user


async def _sign_in(client: AsyncClient, email: str) -> dict[str, Any]:
    form = {"grant_type": "password", "username": email, "password": PASSWORD}
    answer = await client.post("/auth/token", data=form)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def _refresh(client: AsyncClient, token: str) -> Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await client.post("/auth/token", data=form)


@pytest.fixture
async def first(client: AsyncClient, session: AsyncSession) -> str:
    user = await make_user(session)
    token: str = (await _sign_in(client, user.email))["refresh_token"]
    return token


def _later(**span: float) -> AbstractContextManager[None]:
    return clock.freeze(clock.now() + timedelta(**span))


async def test_each_refresh_token_is_followed_by_another(
    client: AsyncClient, first: str, session: AsyncSession
) -> None:
    answer = await _refresh(client, first)
    assert answer.status_code == 200
    second = answer.json()["refresh_token"]
    assert second != first
    third = (await _refresh(client, second)).json()["refresh_token"]
    assert third not in {first, second}
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await client.get("/me", headers=headers)).status_code == 200
    unspent = select(func.count()).where(col(RefreshToken.spent_at).is_(None))
    assert await session.scalar(unspent) == 1


async def test_no_token_is_kept_in_plain(
    client: AsyncClient, first: str, session: AsyncSession
) -> None:
    second = (await _refresh(client, first)).json()["refresh_token"]
    kept = (await session.scalars(select(RefreshToken.digest))).all()
    assert len(kept) == 2
    assert {first, second}.isdisjoint(kept)


async def test_whoever_races_within_the_grace_gets_the_same_successor(
    client: AsyncClient, first: str
) -> None:
    winner = (await _refresh(client, first)).json()
    with _later(seconds=9):
        loser = (await _refresh(client, first)).json()
    assert loser["refresh_token"] == winner["refresh_token"]


async def test_a_spent_token_shown_again_ends_the_whole_family(
    client: AsyncClient, first: str, session: AsyncSession, app: FastAPI
) -> None:
    answer = (await _refresh(client, first)).json()
    with _later(seconds=11):
        thief = await _refresh(client, first)
    assert thief.status_code == 400
    assert thief.json()["error"] == "invalid_grant"
    honest = await _refresh(client, answer["refresh_token"])
    assert honest.json()["error"] == "invalid_grant"
    app.state.authenticator.forget()
    headers = {"authorization": f"Bearer {answer['access_token']}"}
    assert (await client.get("/me", headers=headers)).status_code == 401
    events = await session.scalars(select(EventRow).where(col(EventRow.type) == "session.revoked"))
    assert [event.payload["reason"] for event in events] == ["refresh_token_reused"]


async def test_a_session_unused_for_a_month_ends(client: AsyncClient, first: str) -> None:
    with _later(days=30, seconds=1):
        assert (await _refresh(client, first)).json()["error"] == "invalid_grant"


async def test_no_use_makes_a_session_live_longer_than_it_may(
    client: AsyncClient, first: str, session: AsyncSession
) -> None:
    token = first
    for month in range(1, 7):
        with _later(days=29 * month):
            token = (await _refresh(client, token)).json()["refresh_token"]
    ends = (await session.scalars(select(AuthSession.expires_at))).one()
    newest = select(func.max(RefreshToken.expires_at))
    assert await session.scalar(newest) == ends
    with _later(days=180, seconds=1):
        assert (await _refresh(client, token)).json()["error"] == "invalid_grant"


async def test_a_disabled_person_renews_nothing(client: AsyncClient, session: AsyncSession) -> None:
    user = await make_user(session)
    token = (await _sign_in(client, user.email))["refresh_token"]
    user.is_active = False
    await session.flush()
    assert (await _refresh(client, token)).json()["error"] == "invalid_grant"


async def test_what_ended_is_swept_away_and_the_rest_stays(
    client: AsyncClient, first: str, session: AsyncSession
) -> None:
    with _later(days=20):
        await _refresh(client, first)
    with _later(days=40):
        await service.purge(session)
    assert len((await session.scalars(select(RefreshToken))).all()) == 1
    with _later(days=240):
        await service.purge(session)
    assert (await session.scalars(select(AuthSession))).all() == []


async def test_twenty_tabs_at_once_get_one_successor(
    committed: Database, settings: Settings
) -> None:
    app = create_app(settings, committed)
    async with committed.unit_of_work() as session:
        user = await make_user(session)
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        token = (await _sign_in(client, user.email))["refresh_token"]
        answers = await asyncio.gather(*(_refresh(client, token) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    async with committed.unit_of_work() as session:
        chain = (await session.scalars(select(RefreshToken.spent_at))).all()
    assert len(chain) == 2
    assert chain.count(None) == 1
