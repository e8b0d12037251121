"""Real deadlocks between two requests, and between two jobs: both sides end as if nothing was."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from uuid import UUID

import pytest
from fastapi import FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.dependencies import PUBLIC
from app.core.settings import Settings
from app.dao.session import Database
from app.main import configure_state
from app.web import problems
from app.web.dependencies import Session, Statements
from app.web.middleware import RequestContext
from app.web.races import LostRaces
from tests.factories.nodes import make_node

_LOST = "DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '40P01'; END $$"
_COUNT = text("UPDATE node SET port_to = port_to + 1 WHERE id = :id")
Nodes = tuple[UUID, UUID]


@pytest.fixture
async def nodes(committed: Database) -> Nodes:
    async with committed.unit_of_work() as session:
        return await make_node(session, "one"), await make_node(session, "two")


class Crossing:
    """Work that locks two rows, each side in the other's order; both hold one before they go on."""

    def __init__(self) -> None:
        self._barrier = asyncio.Barrier(2)
        self.tries = 0

    async def lock(self, session: AsyncSession, first: UUID, second: UUID) -> None:
        self.tries += 1
        await session.execute(_COUNT, {"id": first})
        if self.tries <= 2:
            await self._barrier.wait()
        await session.execute(_COUNT, {"id": second})


@pytest.fixture
def tries() -> Iterator[int]:
    return count(1)


@pytest.fixture
async def client(settings: Settings, committed: Database, tries: Iterator[int]) -> AsyncClient:
    app = FastAPI()
    configure_state(app, settings, committed)
    problems.install(app)
    app.add_middleware(LostRaces)
    app.add_middleware(RequestContext)
    crossing = Crossing()

    @app.post("/cross/{first}/{second}", dependencies=[PUBLIC])
    async def cross(request: Request, session: Session, first: UUID, second: UUID) -> str:
        await crossing.lock(session, first, second)
        return (await request.body()).decode()

    @app.get("/tries", dependencies=[PUBLIC])
    async def tried() -> int:
        return crossing.tries

    @app.api_route("/once", methods=["GET", "POST"], dependencies=[PUBLIC])
    async def once(request: Request, session: Session) -> int:
        await request.body()
        return await _lose_once(session, tries)

    @app.post("/apart", dependencies=[PUBLIC])
    async def apart(session: Session, statements: Statements) -> int:
        await statements.execute("SELECT 1")
        return await _lose_once(session, tries)

    transport = ASGITransport(app=app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://panel.test")


async def _lose_once(session: AsyncSession, tries: Iterator[int]) -> int:
    number = next(tries)
    if number == 1:
        await session.execute(text(_LOST))
    return number


async def _counted(database: Database) -> list[int]:
    async with database.unit_of_work() as session:
        rows = await session.scalars(text("SELECT port_to - 21009 FROM node ORDER BY name"))
        return list(rows.all())


async def test_two_requests_that_deadlock_both_succeed_once(
    client: AsyncClient, committed: Database, nodes: Nodes
) -> None:
    one, two = nodes
    answers = await asyncio.gather(
        client.post(f"/cross/{one}/{two}", content=b"there"),
        client.post(f"/cross/{two}/{one}", content=b"back"),
    )
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, "there"),
        (200, "back"),
    ]
    assert (await client.get("/tries")).json() == 3
    assert await _counted(committed) == [2, 2]


async def test_two_jobs_that_deadlock_both_succeed_once(committed: Database, nodes: Nodes) -> None:
    crossing = Crossing()

    def work(first: UUID, second: UUID) -> Callable[[AsyncSession], Awaitable[None]]:
        return lambda session: crossing.lock(session, first, second)

    one, two = nodes
    await asyncio.gather(committed.transact(work(one, two)), committed.transact(work(two, one)))
    assert crossing.tries == 3
    assert await _counted(committed) == [2, 2]


async def test_a_change_is_run_again_with_its_body(client: AsyncClient) -> None:
    assert (await client.post("/once", content=b"x" * 1000)).json() == 2


@pytest.mark.parametrize(
    ("method", "path", "size"),
    [("GET", "/once", 0), ("POST", "/apart", 0), ("POST", "/once", 2_000_000)],
)
async def test_what_cannot_be_as_if_it_had_never_run_is_not_run_again(
    client: AsyncClient, tries: Iterator[int], method: str, path: str, size: int
) -> None:
    answer = await client.request(method, path, content=b"x" * size)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert next(tries) == 2
