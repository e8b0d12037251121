"""Every POST may be repeated safely with a key."""

from itertools import count
from typing import Any

import pytest
from fastapi import Depends, FastAPI, Request, Response
from httpx2 import AsyncClient
from httpx2 import Response as Answer
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.api import IDEMPOTENCY
from app.auth.dependencies import PUBLIC
from app.auth.principal import Principal
from app.core.errors import ConflictError
from app.core.ids import new_id
from app.web import problems
from app.web.dependencies import Session
from app.web.idempotency import KEY_REQUIRED, Rules, UndeclaredIdempotencyError
from app.web.router import Router
from app.web.routes import served

_CALLER = Principal(new_id(), new_id(), None, frozenset(), frozenset())
_RULES = Rules(refused={"things_open": "it is open to all"}, sealed={"things_secret"})


class Made(BaseModel):
    number: int


class Wish(BaseModel):
    size: int


async def _signed_in(request: Request) -> None:
    request.state.principal = _CALLER


def _router() -> Router:
    router = Router(dependencies=[PUBLIC, Depends(_signed_in)])
    numbers = count(1)

    @router.post("/things", status_code=201, operation_id="things_make")
    async def make(wish: Wish, _session: Session, response: Response) -> Any:
        number = next(numbers)
        if wish.size > 20:
            return problems.from_app_error(ConflictError())
        if wish.size > 9:
            raise ConflictError
        response.headers["Location"] = f"/things/{number}"
        return Made(number=number)

    @router.post("/emptied", status_code=204, operation_id="things_empty")
    async def empty(_session: Session) -> None:
        next(numbers)

    @router.post("/secret", operation_id="things_secret")
    async def secret(_session: Session) -> dict[str, str]:
        return {"secret": f"only here, {next(numbers)}"}

    @router.post("/paid", operation_id="things_pay", dependencies=[KEY_REQUIRED])
    async def pay(_session: Session) -> None:
        """Do nothing."""

    return router


@pytest.fixture(autouse=True)
def _things(app: FastAPI) -> None:
    app.router.routes.extend(served(_router(), _RULES))


async def _post(client: AsyncClient, path: str, key: str, size: int = 1) -> Answer:
    return await client.post(path, json={"size": size}, headers={"Idempotency-Key": key})


async def _make(client: AsyncClient, key: str, size: int = 1) -> tuple[int, dict[str, object]]:
    answer = await _post(client, "/things", key, size)
    return answer.status_code, answer.json()


async def test_the_same_key_gives_the_same_answer(client: AsyncClient) -> None:
    first = await _post(client, "/things", "key-number-1")
    again = await _post(client, "/things", "key-number-1")
    assert (first.status_code, first.json()) == (201, {"number": 1})
    assert (again.status_code, again.json()) == (201, {"number": 1})
    assert again.headers["location"] == first.headers["location"] == "/things/1"
    assert (again.headers["idempotency-replayed"], first.headers.get("idempotency-replayed")) == (
        "true",
        None,
    )
    assert await _make(client, "key-number-2") == (201, {"number": 2})


async def test_without_a_key_nothing_is_kept(client: AsyncClient, session: AsyncSession) -> None:
    for number in (1, 2):
        assert (await client.post("/things", json={"size": 1})).json() == {"number": number}
    assert await session.scalar(text("SELECT count(*) FROM idempotency_key")) == 0


async def test_the_same_key_with_another_body_is_a_conflict(client: AsyncClient) -> None:
    await _make(client, "key-number-1", size=1)
    status, problem = await _make(client, "key-number-1", size=2)
    assert (status, problem["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize("size", [10, 21])
async def test_a_refused_request_leaves_its_key_free(client: AsyncClient, size: int) -> None:
    assert (await _make(client, "key-number-1", size))[0] == 409
    assert await _make(client, "key-number-1", size=2) == (201, {"number": 2})


async def test_an_empty_answer_is_repeated_too(client: AsyncClient) -> None:
    for _ in range(2):
        answer = await _post(client, "/emptied", "key-number-1")
        assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["idempotency-replayed"] == "true"


async def test_a_secret_is_kept_so_that_only_a_repeat_reads_it(
    client: AsyncClient, session: AsyncSession
) -> None:
    first = await _post(client, "/secret", "key-number-1")
    again = await _post(client, "/secret", "key-number-1")
    assert first.json() == again.json() == {"secret": "only here, 1"}
    kept = await session.scalar(text("SELECT body FROM idempotency_key"))
    assert kept
    assert b"only here" not in kept


@pytest.mark.parametrize("key", [None, "short", "x" * 129])
async def test_a_key_that_is_required_is_named(client: AsyncClient, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = await client.post("/paid", headers=headers)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]


async def test_every_post_takes_a_key_or_says_why_not(client: AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    posts = [item["post"] for item in document["paths"].values() if "post" in item]
    takes = {
        post["operationId"]: any(
            one["name"] == "Idempotency-Key" for one in post.get("parameters", ())
        )
        for post in posts
    }
    assert {name for name, taken in takes.items() if not taken} == IDEMPOTENCY.refused.keys()
    assert set(IDEMPOTENCY.sealed) <= takes.keys()
    assert all(IDEMPOTENCY.refused.values())


def test_a_post_that_can_keep_no_answer_stops_the_start() -> None:
    router = Router()

    @router.post("/loose", operation_id="things_loose")
    async def loose() -> None:
        """Do nothing."""

    with pytest.raises(UndeclaredIdempotencyError, match="things_loose"):
        list(served(router, _RULES))
