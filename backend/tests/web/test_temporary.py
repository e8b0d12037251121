"""What the database says when the same work may succeed later: 503, and when to come again."""

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from redis.exceptions import ConnectionError as RedisAwayError
from sqlalchemy import text

from app.auth.dependencies import PUBLIC
from app.core.settings import Settings
from app.main import configure_state
from app.web import problems
from app.web.dependencies import Reads, Session
from app.web.middleware import RequestContext
from tests.one_transaction import OneTransaction

_RAISE = "DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{}'; END $$"


@pytest.fixture
async def failing(settings: Settings, database: OneTransaction) -> AsyncClient:
    """Two ways to the database, by a statement that fails with the code of the path."""
    app = FastAPI()
    configure_state(app, settings, database)
    problems.install(app)
    app.add_middleware(RequestContext)

    @app.get("/write/{code}", dependencies=[PUBLIC])
    async def write(code: str, session: Session) -> None:
        await session.execute(text(_RAISE.format(code)))

    @app.get("/read/{code}", dependencies=[PUBLIC])
    async def read(code: str, reads: Reads) -> None:
        await reads.fetch(_RAISE.format(code))

    @app.get("/redis", dependencies=[PUBLIC])
    async def redis() -> None:
        raise RedisAwayError

    transport = ASGITransport(app=app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://panel.test")


@pytest.mark.parametrize("way", ["write", "read"])
@pytest.mark.parametrize(
    "code", ["40001", "40P01", "55P03", "57014", "57P01", "57P03", "53300", "53100", "08006"]
)
async def test_what_may_succeed_later_is_answered_503(
    failing: AsyncClient, way: str, code: str
) -> None:
    answer = await failing.get(f"/{way}/{code}")
    told = (answer.status_code, answer.headers["retry-after"], answer.json()["code"])
    assert told == (503, "2", "unavailable")


@pytest.mark.parametrize("way", ["write", "read"])
@pytest.mark.parametrize("code", ["22012", "42601", "XX000"])
async def test_what_is_a_defect_stays_one(failing: AsyncClient, way: str, code: str) -> None:
    answer = await failing.get(f"/{way}/{code}")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def test_a_broker_that_is_away_is_answered_503(failing: AsyncClient) -> None:
    assert (await failing.get("/redis")).status_code == 503
