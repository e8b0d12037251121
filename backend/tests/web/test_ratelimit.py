from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient

from app.auth.ratelimit import RouteClass
from app.core.settings import Settings
from app.main import create_app
from app.web.ratelimit import route_class
from tests.one_transaction import OneTransaction

FORM = {"grant_type": "password", "username": "nobody@example.com", "password": "x"}


@pytest.fixture
async def strict(settings: Settings, database: OneTransaction) -> AsyncIterator[AsyncClient]:
    alone = {"redis_url": "redis://127.0.0.1:1/0", "rate_limit_auth": "2/hour"}
    app = create_app(settings.model_copy(update=alone), database)
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as opened:
        yield opened
    await app.state.limiter.close()


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


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v1/auth/token", RouteClass.AUTH),
        ("GET", "/api/v1/public/invitations/x", RouteClass.AUTH),
        ("GET", "/api/v1/services", RouteClass.READ),
        ("POST", "/api/v1/webhooks/sandbox", RouteClass.READ),
        ("DELETE", "/api/v1/services/1", RouteClass.WRITE),
    ],
)
def test_requests_are_of_a_kind(method: str, path: str, kind: RouteClass) -> None:
    assert route_class(method, path) is kind
