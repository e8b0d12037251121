from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from app.core.settings import Settings
from app.events.models import EventRow
from app.main import create_app
from tests.factories.users import PASSWORD, make_user
from tests.one_transaction import OneTransaction

_BROWSER = {"x-refresh-transport": "cookie"}
_RENEW = {"grant_type": "refresh_token"}


async def _sign_in(client: AsyncClient, session: AsyncSession) -> Response:
    user = await make_user(session)
    form = {"grant_type": "password", "username": user.email, "password": PASSWORD}
    return await client.post("/auth/token", data=form, headers=_BROWSER)


def _cookies(answer: Response) -> dict[str, set[str]]:
    found = {}
    for cookie in answer.headers.get_list("set-cookie"):
        name, _, rest = cookie.partition("=")
        found[name] = {part.strip().lower() for part in rest.split(";")[1:]}
    return found


@pytest.fixture
async def https(settings: Settings, database: OneTransaction) -> AsyncIterator[AsyncClient]:
    secure = settings.model_copy(update={"public_url": "https://panel.test"})
    transport = ASGITransport(app=create_app(secure, database))
    async with AsyncClient(transport=transport, base_url="https://panel.test/api/v1") as opened:
        yield opened


async def test_over_https_the_cookie_is_bound_to_the_host(
    https: AsyncClient, session: AsyncSession
) -> None:
    answer = await _sign_in(https, session)
    assert "refresh_token" not in answer.json()
    always = {"httponly", "secure", "samesite=strict", "path=/"}
    assert _cookies(answer) == {
        "__Host-refresh": always | {"max-age=2592000"},
        "__Host-device": always | {"max-age=34560000"},
    }
    assert (await https.post("/auth/token", data=_RENEW, headers=_BROWSER)).status_code == 200


async def test_over_plain_http_the_cookie_goes_to_sign_in_only(
    client: AsyncClient, session: AsyncSession
) -> None:
    answer = await _sign_in(client, session)
    always = {"httponly", "samesite=strict", "path=/api/v1/auth"}
    assert _cookies(answer) == {
        "refresh": always | {"max-age=2592000"},
        "device": always | {"max-age=34560000"},
    }


async def test_the_cookie_renews_and_is_replaced(
    client: AsyncClient, session: AsyncSession
) -> None:
    await _sign_in(client, session)
    before = client.cookies["refresh"]
    answer = await client.post("/auth/token", data=_RENEW, headers=_BROWSER)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    assert client.cookies["refresh"] != before


async def test_a_cookie_without_the_header_renews_nothing(
    client: AsyncClient, session: AsyncSession
) -> None:
    await _sign_in(client, session)
    answer = await client.post("/auth/token", data=_RENEW)
    assert answer.json()["error"] == "invalid_grant"
    assert "set-cookie" not in answer.headers


async def test_a_token_in_the_body_does_not_replace_the_cookie(
    client: AsyncClient, session: AsyncSession
) -> None:
    await _sign_in(client, session)
    form = _RENEW | {"refresh_token": client.cookies["refresh"]}
    client.cookies.clear()
    answer = await client.post("/auth/token", data=form, headers=_BROWSER)
    assert answer.json()["error"] == "invalid_grant"


async def test_a_cookie_that_does_not_count_is_taken_back(client: AsyncClient) -> None:
    client.cookies.set("refresh", "made-up", path="/api/v1/auth")
    answer = await client.post("/auth/token", data=_RENEW, headers=_BROWSER)
    assert answer.status_code == 400
    assert "max-age=0" in answer.headers["set-cookie"].lower()


async def test_signing_out_ends_the_cookies_session(
    client: AsyncClient, session: AsyncSession
) -> None:
    await _sign_in(client, session)
    kept = client.cookies["refresh"]
    answer = await client.post("/auth/sign-out", headers=_BROWSER)
    assert answer.status_code == 204
    assert "refresh" not in client.cookies
    form = _RENEW | {"refresh_token": kept}
    assert (await client.post("/auth/token", data=form)).json()["error"] == "invalid_grant"


async def test_signing_out_with_a_strangers_cookie_ends_nothing(client: AsyncClient) -> None:
    client.cookies.set("refresh", "made-up", path="/api/v1/auth")
    answer = await client.post("/auth/sign-out", headers=_BROWSER)
    assert answer.status_code == 204


async def test_there_is_no_third_way_to_carry_a_token(client: AsyncClient) -> None:
    headers = {"x-refresh-transport": "pigeon"}
    answer = await client.post("/auth/token", data=_RENEW, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "X-Refresh-Transport"


async def test_a_session_ends_once(client: AsyncClient, session: AsyncSession) -> None:
    await _sign_in(client, session)
    kept = client.cookies["refresh"]
    for _ in range(2):
        client.cookies.set("refresh", kept, domain="panel.test", path="/api/v1/auth")
        await client.post("/auth/sign-out", headers=_BROWSER)
    ended = select(func.count()).where(col(EventRow.type) == "session.revoked")
    assert await session.scalar(ended) == 1
