import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import redis.asyncio as aioredis
from asyncpg.exceptions import UndefinedTableError
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.job import Job
from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.health import service
from app.features.health.providers import broker
from app.main import configure_state
from tests.one_transaction import OneTransaction

NOWHERE = "redis://127.0.0.1:1/0"
UNREACHABLE = "postgresql+asyncpg://nobody:x@127.0.0.1:1/none"


@pytest.fixture(autouse=True)
def _always_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "KEEP_SECONDS", 0.0)


@pytest.fixture
async def schedule(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[aioredis.Redis]:
    """The scheduler's own sorted set, under a name of the test's; its tasks are due in future."""
    name = "test::schedule"
    monkeypatch.setattr(broker, "_SCHEDULE", name)
    client: Any = aioredis.Redis.from_url(settings.redis_url)
    await client.zadd(name, {"jobs.sweep": clock.now().timestamp() + 5})
    yield client
    await client.delete(name)
    await client.aclose()


async def _words(client: AsyncClient) -> tuple[int, str, dict[str, str]]:
    answer = await client.get("/health/ready")
    told = answer.json()
    return (
        answer.status_code,
        told["status"],
        {name: check["word"] for name, check in told["checks"].items()},
    )


async def test_the_process_is_live_without_asking_anybody(
    app: FastAPI, client: AsyncClient, settings: Settings
) -> None:
    away = settings.model_copy(update={"database_url": UNREACHABLE, "redis_url": NOWHERE})
    configure_state(app, away, Database(away))
    answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


async def test_every_dependency_has_a_word(
    client: AsyncClient, schedule: aioredis.Redis, session: AsyncSession
) -> None:
    assert schedule
    await session.execute(text("DELETE FROM job"))
    status, told, words = await _words(client)
    assert (status, told, set(words.values())) == (200, "ready", {"ok"})
    assert set(words) == {"database", "migrations", "broker", "queues", "scheduler"}


async def test_without_the_database_it_is_not_ready(
    app: FastAPI, client: AsyncClient, settings: Settings
) -> None:
    away = settings.model_copy(update={"database_url": UNREACHABLE})
    configure_state(app, away, Database(away))
    status, told, words = await _words(client)
    assert (status, told) == (503, "unready")
    assert (words["database"], words["migrations"]) == ("unreachable", "unknown")


async def test_a_dependency_that_says_nothing_costs_a_bounded_time(
    app: FastAPI, client: AsyncClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PROBE_SECONDS", 0.05)

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        mute = settings.model_copy(
            update={
                "database_url": f"postgresql+asyncpg://a:b@127.0.0.1:{port}/c",
                "redis_url": f"redis://127.0.0.1:{port}/0",
            }
        )
        configure_state(app, mute, Database(mute))
        async with asyncio.timeout(10):
            status, _, words = await _words(client)
    assert status == 503
    assert (words["database"], words["broker"]) == ("unreachable", "unreachable")


@pytest.mark.parametrize(
    ("revision", "status", "word"),
    [("0001", 503, "behind"), (None, 503, "behind"), ("9999", 200, "ahead")],
)
async def test_the_tables_are_not_older_than_the_program(
    client: AsyncClient, session: AsyncSession, revision: str | None, status: int, word: str
) -> None:
    await session.execute(text("DELETE FROM alembic_version"))
    if revision:
        given = {"revision": revision}
        await session.execute(text("INSERT INTO alembic_version VALUES (:revision)"), given)
    await session.commit()
    answered, _, words = await _words(client)
    assert (answered, words["migrations"]) == (status, word)


async def test_without_the_broker_requests_are_served_all_the_same(
    app: FastAPI, client: AsyncClient, settings: Settings, database: OneTransaction
) -> None:
    away = settings.model_copy(update={"redis_url": NOWHERE, "celery_broker_url": NOWHERE})
    configure_state(app, away, database)
    status, told, words = await _words(client)
    assert (status, told) == (200, "degraded")
    assert (words["broker"], words["scheduler"]) == ("unreachable", "unknown")
    assert (await client.get("/health/ready?strict=true")).status_code == 503


async def test_work_that_waits_too_long_is_seen(
    client: AsyncClient, session: AsyncSession, schedule: aioredis.Redis
) -> None:
    await schedule.zadd("test::schedule", {"jobs.sweep": clock.now().timestamp() - 90})
    overdue = clock.now() - timedelta(minutes=5)
    session.add(Job(task="a.b", queue="mail", payload={}, max_attempts=1, run_at=overdue))
    await session.commit()
    answer = (await client.get("/health/ready")).json()
    checks = answer["checks"]
    assert answer["status"] == "degraded"
    assert (checks["queues"]["word"], checks["scheduler"]["word"]) == ("late", "late")
    assert checks["queues"]["lag_seconds"] >= 300
    assert checks["scheduler"]["lag_seconds"] >= 90


async def test_a_scheduler_that_never_ran_is_told_from_a_late_one(
    client: AsyncClient, schedule: aioredis.Redis
) -> None:
    await schedule.delete("test::schedule")
    _, told, words = await _words(client)
    assert (told, words["scheduler"]) == ("degraded", "stopped")


async def test_however_many_ask_the_database_is_asked_once_a_second(
    client: AsyncClient, database: OneTransaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "KEEP_SECONDS", 3600.0)
    answers = await asyncio.gather(*(client.get("/health/ready") for _ in range(20)))
    assert len({answer.content for answer in answers}) == 1
    assert database.statements == 2


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_it_is_asked_by_address_is_not_counted_and_leaves_no_log(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    levels: list[int] = []
    monkeypatch.setattr("app.web.access.writes", levels.append)
    answer = await client.get(path, headers={"Host": "10.0.0.7:8000"})
    other = await client.get("/public/catalog", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, other.status_code) == (200, 421)
    assert "ratelimit" not in answer.headers
    assert levels == [10, 20]  # DEBUG, then INFO


async def test_it_tells_nothing_of_where_things_are(
    app: FastAPI, client: AsyncClient, settings: Settings
) -> None:
    away = settings.model_copy(update={"database_url": UNREACHABLE, "redis_url": NOWHERE})
    configure_state(app, away, Database(away))
    body = (await client.get("/health/ready")).text
    assert not any(word in body for word in ("127.0.0.1", "nobody", "redis:", "postgres", "Error"))


async def test_a_fresh_state_without_tables_is_behind(settings: Settings) -> None:
    class Nothing(OneTransaction):
        async def fetch(self, sql: str, *_args: object) -> str | None:
            raise UndefinedTableError(sql)

    report = await service.Readiness(Nothing(settings, None), settings).read()  # type: ignore[arg-type] # never used
    assert report.checks.database.word == "ok"
    assert (report.status, report.checks.migrations.word) == ("unready", "behind")
