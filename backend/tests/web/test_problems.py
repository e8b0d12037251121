from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Response
from httpx2 import AsyncClient

from app.auth.dependencies import PUBLIC
from app.core.settings import Settings
from app.core.version import version
from app.main import create_app
from app.web import problems
from app.web.policies import UndeclaredPolicyError, operations

_SECRET = "the name of the colonel's horse"


@pytest.fixture
def _explosive(app: FastAPI) -> None:
    @app.get("/api/v1/explode", dependencies=[PUBLIC])
    async def explode() -> None:
        raise RuntimeError(_SECRET)


@pytest.mark.usefixtures("_explosive")
async def test_no_stack_trace_ever_leaves(client: AsyncClient) -> None:
    answer = await client.get("/explode", headers={"x-request-id": "request-77"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert answer.json()["request_id"] == "request-77"
    assert _SECRET not in answer.text
    assert "Traceback" not in answer.text


async def test_an_unknown_address_is_a_problem_document(client: AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


async def test_a_problem_leads_to_the_page_that_explains_it(client: AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.json()["type"] == "http://panel.test/docs/errors/not_found"
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize("status", [429, 503])
async def test_whoever_may_come_again_is_told_when(
    app: FastAPI, client: AsyncClient, status: int
) -> None:
    @app.get("/api/v1/later", dependencies=[PUBLIC])
    async def later() -> Response:
        return problems.render(status, "unavailable", "Not now.")

    assert (await client.get("/later")).headers["retry-after"] == "2"


async def test_a_wrong_method_says_which_are_right(client: AsyncClient) -> None:
    answer = await client.delete("/public/catalog")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_every_answer_carries_the_security_headers(client: AsyncClient) -> None:
    answer = await client.get("/public/catalog")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_body_over_the_limit_is_refused(client: AsyncClient) -> None:
    answer = await client.post("/auth/register", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_unannounced_body_over_the_limit_is_refused(client: AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(1025):
            yield b"x" * 1024

    headers = {"content-type": "application/json"}
    answer = await client.post("/auth/register", content=chunks(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["request_id"]


async def test_an_operation_without_a_policy_stops_the_start(settings: Settings) -> None:
    app = create_app(settings)

    @app.get("/api/v1/open-by-mistake")
    async def mistake() -> None: ...

    with pytest.raises(UndeclaredPolicyError, match="open-by-mistake"):
        operations(app)
    await app.state.database.close()


async def test_each_answer_says_the_release_and_nothing_of_traces_that_are_not_recorded(
    client: AsyncClient,
) -> None:
    for path in ("/me", "/nowhere", "/health/live"):
        headers = (await client.get(path)).headers
        assert (headers["x-release"], "traceresponse" in headers) == (version(), False)
