"""What HTTP gives every operation: HEAD, links between pages, word of an end, pages elsewhere."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.dependencies import PUBLIC
from app.core.errors import NotFoundError
from app.core.settings import Settings
from app.main import create_app
from app.web.deprecation import deprecated
from app.web.idempotency import Rules
from app.web.links import links
from app.web.router import Router
from app.web.routes import served
from tests.factories.accounts import make_customer
from tests.one_transaction import OneTransaction

_ENDS = deprecated(since=date(2026, 11, 1), sunset=date(2027, 5, 1), instead="/api/v1/new")
ELSEWHERE = "https://app.example.org"


def _add(app: FastAPI, router: Router) -> None:
    rules = Rules(refused={})
    app.router.routes.extend(served(router, rules))


@pytest.mark.parametrize("path", ["/public/catalog", "/openapi.json", "/nowhere", "/me"])
async def test_head_tells_what_get_would(client: AsyncClient, path: str) -> None:
    got, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    own = {"x-request-id", "ratelimit"}
    told = {name: value for name, value in head.headers.items() if name not in own}
    assert told == {name: value for name, value in got.headers.items() if name not in own}


async def test_head_of_a_stream_begins_nothing(app: FastAPI, client: AsyncClient) -> None:
    router, sent = Router(dependencies=[PUBLIC]), []

    @router.get("/stream", operation_id="streams_read")
    async def stream() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            for number in range(9):
                sent.append(number)
                yield b"piece"

        return StreamingResponse(pieces(), media_type="text/csv")

    _add(app, router)
    head = await client.head("/stream")
    assert (head.status_code, head.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert (head.content, sent) == (b"", [0])


async def test_head_of_the_live_stream_opens_none(
    app: FastAPI, client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    head = await client.head("/events", headers=customer.headers)
    assert head.headers["content-type"].startswith("text/event-stream")
    assert app.state.hub.subscriptions() == []


@pytest.mark.parametrize(
    ("query", "page", "pages", "expected"),
    [
        (b"", 1, 1, ""),
        (b"", 1, 3, '</l?page=1>; rel="first", </l?page=2>; rel="next", </l?page=3>; rel="last"'),
        (
            b"q=a%20b&page=2",
            2,
            2,
            ", ".join(
                f'</l?q=a+b&page={number}>; rel="{relation}"'
                for number, relation in ((1, "first"), (1, "prev"), (2, "last"))
            ),
        ),
    ],
)
def test_pages_link_to_each_other(query: bytes, page: int, pages: int, expected: str) -> None:
    body = b'{"items" : [], "total" : 9, "page" : %d, "size" : 5, "pages" : %d}' % (page, pages)
    assert links("/l", query, body) == expected


def test_a_page_by_cursor_links_to_the_next() -> None:
    body = b'{"items":[],"next_cursor":"abc-_="}'
    assert links("/l", b"limit=5", body) == '</l?limit=5&cursor=abc-_%3D>; rel="next"'
    assert links("/l", b"limit=5", b'{"items":[],"next_cursor":null}') == ""


async def test_what_ends_says_so_with_every_answer(app: FastAPI, client: AsyncClient) -> None:
    router = Router(dependencies=[PUBLIC])

    @router.get("/old/{word}", operation_id="olds_read", dependencies=[_ENDS])
    async def old(word: str) -> str:
        if word == "missing":
            raise NotFoundError
        return word

    _add(app, router)
    for word, status in (("there", 200), ("missing", 404)):
        answer = await client.get(f"/old/{word}")
        assert answer.status_code == status
        assert answer.headers["deprecation"] == "@1793491200"
        assert answer.headers["sunset"] == "Sat, 01 May 2027 00:00:00 GMT"
        assert answer.headers["link"] == '</api/v1/new>; rel="successor-version"'
    described = app.openapi()["paths"]["/api/v1/old/{word}"]["get"]
    assert (described["deprecated"], described["x-sunset"]) == (True, "2027-05-01")


@pytest.fixture
async def elsewhere(settings: Settings, database: OneTransaction) -> AsyncIterator[AsyncClient]:
    """A page of another origin that the operator lists."""
    listed = settings.model_copy(update={"cors_origins": ELSEWHERE})
    transport = ASGITransport(create_app(listed, database))
    headers = {"origin": ELSEWHERE}
    address = "http://panel.test/api/v1"
    async with AsyncClient(transport=transport, base_url=address, headers=headers) as client:
        yield client


async def test_a_listed_page_may_call_with_its_token(elsewhere: AsyncClient) -> None:
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, idempotency-key",
    }
    before = await elsewhere.options("/orders", headers=asked)
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == ELSEWHERE
    assert before.headers["access-control-max-age"] == "7200"
    assert "access-control-allow-credentials" not in before.headers
    answer = await elsewhere.post("/orders")
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == ELSEWHERE
    told = answer.headers["access-control-expose-headers"].split(", ")
    assert {"RateLimit", "Link", "ETag", "Location", "X-Request-Id"} <= set(told)


async def test_its_cookies_never_count(elsewhere: AsyncClient) -> None:
    answer = await elsewhere.post("/auth/token", headers={"cookie": "refresh=stolen"})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


async def test_any_other_page_is_refused(elsewhere: AsyncClient) -> None:
    answer = await elsewhere.post("/orders", headers={"origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    assert "access-control-allow-origin" not in answer.headers


def test_a_router_that_knows_no_version_stops_the_start() -> None:
    router = APIRouter()

    @router.get("/loose", operation_id="loose_read")
    async def loose() -> None:
        """Do nothing."""

    with pytest.raises(TypeError, match="no route of a `Router` itself"):
        list(served(router, Rules(refused={})))


def test_an_included_router_stops_the_start() -> None:
    router = Router()
    router.include_router(Router(prefix="/things"))
    with pytest.raises(TypeError, match="include none"):
        list(served(router, Rules(refused={})))
