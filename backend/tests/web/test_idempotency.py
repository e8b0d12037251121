from itertools import count

import pytest
from fastapi import FastAPI, Response
from httpx2 import AsyncClient
from pydantic import BaseModel

from app.auth.dependencies import PUBLIC
from app.core.errors import ConflictError
from app.core.ids import new_id
from app.web.idempotency import Idempotent

_CALLER = new_id()


class Made(BaseModel):
    number: int


class Wish(BaseModel):
    size: int


@pytest.fixture(autouse=True)
def _maker(app: FastAPI) -> None:
    numbers = count(1)

    @app.post("/api/v1/things", dependencies=[PUBLIC])
    async def make(payload: Wish, idempotency: Idempotent) -> Response:
        async def work() -> Made:
            number = next(numbers)
            if payload.size > 9:
                raise ConflictError
            return Made(number=number)

        return await idempotency.once(_CALLER, work, location=lambda made: f"/things/{made}")


async def _make(client: AsyncClient, key: str, size: int = 1) -> tuple[int, dict[str, object]]:
    answer = await client.post("/things", json={"size": size}, headers={"Idempotency-Key": key})
    return answer.status_code, answer.json()


async def test_the_same_key_gives_the_same_answer(client: AsyncClient) -> None:
    assert await _make(client, "key-number-1") == (201, {"number": 1})
    assert await _make(client, "key-number-1") == (201, {"number": 1})
    assert await _make(client, "key-number-2") == (201, {"number": 2})


async def test_the_same_key_with_another_body_is_a_conflict(client: AsyncClient) -> None:
    await _make(client, "key-number-1", size=1)
    status, problem = await _make(client, "key-number-1", size=2)
    assert (status, problem["code"]) == (409, "idempotency_key_reused")


async def test_a_refused_request_leaves_its_key_free(client: AsyncClient) -> None:
    status, _ = await _make(client, "key-number-1", size=10)
    assert status == 409
    status, made = await _make(client, "key-number-1", size=2)
    assert (status, made) == (201, {"number": 2})


async def test_the_key_is_required_and_named(client: AsyncClient) -> None:
    answer = await client.post("/things", json={"size": 1})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]
