from typing import Annotated
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI, Query, Request
from httpx2 import AsyncClient
from pydantic import BaseModel, ConfigDict

from app.auth.dependencies import PUBLIC
from app.core import json
from app.web.dependencies import Reads
from app.web.reads import read


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

    app.include_router(router)


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
