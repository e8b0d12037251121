from typing import Annotated
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI, Query, Request
from httpx2 import ASGITransport, AsyncClient
from pydantic import BaseModel, ConfigDict

from app.auth.dependencies import PUBLIC
from app.core import json
from app.core.ids import new_id
from app.web.dependencies import Reads
from app.web.reads import ReadShortcut, read, read_routes


class Echo(BaseModel):
    thing_id: UUID | None = None
    color: list[str] = []
    size: int = 1


class EchoQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    color: list[str] = []
    size: int = 1


@pytest.fixture(autouse=True)
def _echo(app: FastAPI) -> None:
    router = APIRouter(prefix="/api/v1")

    @read(
        router,
        "/echo/{thing_id}",
        answer=Echo,
        operation_id="echo",
        summary="Echo",
        dependencies=[PUBLIC],
    )
    async def echo(_reads: Reads, thing_id: UUID, query: Annotated[EchoQuery, Query()]) -> bytes:
        return json.dumps({"thing_id": thing_id, "color": query.color, "size": query.size})

    app.router.routes.extend(router.routes)


_ID = "0190163d-8694-739b-aea5-966c26f8ad91"


async def test_query_and_path_are_parsed_and_typed(client: AsyncClient) -> None:
    answer = await client.get(f"/echo/{_ID}?color=red&color=blue&size=3")
    assert answer.json() == {"thing_id": _ID, "color": ["red", "blue"], "size": 3}
    assert answer.headers["content-type"] == "application/json"


async def test_unknown_and_malformed_parameters_are_named(client: AsyncClient) -> None:
    answer = await client.get(f"/echo/{_ID}?size=big&colour=red")
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"size", "colour"}


async def test_an_id_that_is_none_is_not_found(client: AsyncClient) -> None:
    assert (await client.get("/echo/7")).status_code == 404


async def test_the_specification_describes_a_fast_read(app: FastAPI) -> None:
    read_routes(app)["/api/v1/echo/{}"].describe()
    operation = app.openapi()["paths"]["/api/v1/echo/{thing_id}"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names == {"thing_id", "color", "size"}
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Echo"}


def test_a_signature_the_fast_path_cannot_serve_stops_the_start() -> None:
    async def endpoint(_reads: Reads, request: Request) -> bytes:
        return str(request.url).encode()

    declare = read(APIRouter(), "/x", answer=Echo, operation_id="x", summary="x")
    with pytest.raises(TypeError, match="fast read"):
        declare(endpoint)


async def test_the_way_past_the_router_ends_at_the_same_reads(
    app: FastAPI, client: AsyncClient
) -> None:
    routes = read_routes(app)
    assert {"/api/v1/public/catalog", "/api/v1/services", "/api/v1/services/{}"} <= set(routes)
    short = await client.get("/public/catalog")
    app.middleware_stack = None
    app.user_middleware = [one for one in app.user_middleware if "routes" not in one.kwargs]
    long = await client.get("/public/catalog")
    assert (short.status_code, short.content) == (long.status_code, long.content)
    assert (await client.get(f"/services/{_ID.upper()}")).status_code == 401


async def test_ids_in_a_path_reach_the_read_in_their_order(app: FastAPI) -> None:
    seen: list[tuple[UUID, UUID]] = []
    router = APIRouter()

    @read(router, "/a/{one}/b/{two}", answer=Echo, operation_id="two_ids", summary="Two")
    async def both(_reads: Reads, one: UUID, two: UUID) -> bytes:
        seen.append((one, two))
        return b"{}"

    nested = FastAPI()
    nested.state.reads = app.state.reads
    nested.include_router(router, prefix="/nested")
    nested.add_middleware(ReadShortcut, routes=read_routes(nested))
    nested.router.routes.clear()
    first, second = new_id(), new_id()
    transport = ASGITransport(app=nested)
    async with AsyncClient(transport=transport, base_url="http://panel.test") as direct:
        answer = await direct.get(f"/nested/a/{first}/b/{second}")
        missing = await direct.get(f"/nested/a/{first}")
    assert (answer.status_code, seen) == (200, [(first, second)])
    assert missing.status_code == 404
