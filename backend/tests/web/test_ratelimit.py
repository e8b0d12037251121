from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.ratelimit import RouteClass
from app.core.settings import Settings
from app.main import create_app
from app.web.ratelimit import route_class
from tests.factories.users import PASSWORD, make_user
from tests.one_transaction import OneTransaction

FORM = {"grant_type": "password", "username": "nobody@example.com", "password": "x"}


@asynccontextmanager
async def _limited(
    settings: Settings, database: OneTransaction, **limits: str
) -> AsyncIterator[AsyncClient]:
    alone = {"redis_url": "redis://127.0.0.1:1/0", **limits}
    app = create_app(settings.model_copy(update=alone), database)
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as opened:
        yield opened
    await app.state.limiter.close()


@pytest.fixture
async def strict(settings: Settings, database: OneTransaction) -> AsyncIterator[AsyncClient]:
    async with _limited(settings, database, rate_limit_auth="2/hour") as opened:
        yield opened


@pytest.fixture
async def office(settings: Settings, database: OneTransaction) -> AsyncIterator[AsyncClient]:
    """Thirty guesses as by default, and little to write: four times ten for one address."""
    limits = {"rate_limit_auth": "30/hour", "rate_limit_write": "10/hour"}
    async with _limited(settings, database, **limits) as opened:
        yield opened


async def test_a_guesser_is_told_to_come_later_whatever_address_is_pretended(
    strict: AsyncClient,
) -> None:
    for left in (1, 0):
        answer = await strict.post("/auth/token", data=FORM)
        assert answer.status_code == 400
        assert answer.headers["ratelimit-policy"] == '"auth";q=2;w=3600'
        assert answer.headers["ratelimit"].startswith(f'"auth";r={left};t=')
    refused = await strict.post("/auth/token", data=FORM, headers={"X-Forwarded-For": "192.0.2.7"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await strict.get("/public/catalog")).status_code == 200


async def test_an_office_renews_its_tokens_as_often_as_it_may_write(
    office: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    form = {"grant_type": "password", "username": user.email, "password": PASSWORD}
    answer = await office.post("/auth/token", data=form)
    for _ in range(39):
        assert answer.status_code == 200
        renewal = {"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]}
        answer = await office.post("/auth/token", data=renewal)
    assert answer.headers["ratelimit-policy"] == '"write";q=40;w=3600'
    assert answer.headers["ratelimit"].startswith('"write";r=0;t=')
    refused = await office.post("/auth/token", data=renewal)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["ratelimit-policy"] == '"write";q=40;w=3600'


async def test_the_31st_password_of_an_address_is_not_looked_at(
    office: AsyncClient, session: AsyncSession
) -> None:
    user = await make_user(session)
    for _ in range(30):
        assert (await office.post("/auth/token", data=FORM)).status_code in {400, 429}
    right = {"grant_type": "password", "username": user.email, "password": PASSWORD}
    refused = await office.post("/auth/token", data=right)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    wait = refused.headers["retry-after"]
    assert 1 <= int(wait) <= 3600
    assert refused.headers["ratelimit-policy"] == '"auth";q=30;w=3600'
    assert refused.headers["ratelimit"] == f'"auth";r=0;t={wait}'


@pytest.mark.parametrize(
    "grant",
    [
        "password",
        "urn:hostwright:grant:totp",
        "urn:hostwright:grant:recovery-code",
        "urn:hostwright:grant:passkey",
        "client_credentials",
        "",
    ],
)
async def test_whatever_may_prove_a_person_is_counted_as_a_guess(
    strict: AsyncClient, grant: str
) -> None:
    answers = [await strict.post("/auth/token", data={"grant_type": grant}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    policies = {answer.headers["ratelimit-policy"] for answer in answers}
    assert policies == {'"auth";q=2;w=3600'}
    renewal = {"grant_type": "refresh_token", "refresh_token": "nobody-gave-it"}
    assert (await strict.post("/auth/token", data=renewal)).json()["code"] == "invalid_grant"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v1/auth/token", RouteClass.WRITE),
        ("POST", "/api/v1/auth/verify", RouteClass.AUTH),
        ("POST", "/api/v1/auth/token/", RouteClass.AUTH),
        ("GET", "/api/v1/public/invitations/x", RouteClass.AUTH),
        ("GET", "/api/v1/services", RouteClass.READ),
        ("POST", "/api/v1/webhooks/sandbox", RouteClass.READ),
        ("DELETE", "/api/v1/services/1", RouteClass.WRITE),
    ],
)
def test_requests_are_of_a_kind(method: str, path: str, kind: RouteClass) -> None:
    assert route_class(method, path) is kind
