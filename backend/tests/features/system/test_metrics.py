"""`/metrics`: what all processes did, to those who may read it, in series that cannot multiply."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
import redis.asyncio as aioredis
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.celery.schedule import run_tick
from app.core import json
from app.core.logging import configure_logging
from app.core.metrics import (
    Counter,
    Publisher,
    declared,
    instruments,
    measured,
    roles,
    store,
    totals,
)
from app.core.settings import Settings
from app.features.system.dao.snapshot import GAUGES
from app.features.system.service.exposition import Exposition
from app.main import create_app
from tests.eventually import Eventually
from tests.factories.accounts import make_customer
from tests.features.system.conftest import TOKEN
from tests.one_transaction import OneTransaction

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]
_HEAD = {"Authorization": f"Bearer {TOKEN}"}


@asynccontextmanager
async def _scraper(app: FastAPI, ip: str = "127.0.0.1") -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app, client=(ip, 1))
    async with AsyncClient(transport=transport, base_url="http://api:8000") as client:
        yield client


def _series(answer: Response) -> Series:
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def _scraped(app: FastAPI, settings: Settings) -> Series:
    publisher = Publisher(settings.redis_url, "api")
    await publisher.publish()
    app.state.exposition._made = (0.0, b"")
    async with _scraper(app) as client:
        return _series(await client.get("/metrics", headers=_HEAD))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer guessed"}, 401),
        (_HEAD, 200),
        (_HEAD | {"X-Forwarded-For": "203.0.113.9"}, 404),
        (_HEAD | {"Via": "1.1 proxy"}, 404),
    ],
)
async def test_only_the_token_opens_them_and_no_proxy_does(
    app: FastAPI, headers: dict[str, str], status: int
) -> None:
    async with _scraper(app) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == status


async def test_without_settings_there_are_none(
    settings: Settings, database: OneTransaction
) -> None:
    async with _scraper(create_app(settings, database)) as client:
        assert (await client.get("/metrics")).status_code == 404


async def test_a_trusted_network_needs_no_token(
    measured_settings: Settings, database: OneTransaction
) -> None:
    changed = {"metrics_token": SecretStr(""), "metrics_networks": "10.9.0.0/16"}
    app = create_app(measured_settings.model_copy(update=changed), database)
    async with _scraper(app, "10.9.1.2") as inside, _scraper(app, "10.8.1.2") as outside:
        assert (await inside.get("/metrics")).status_code == 200
        assert (await outside.get("/metrics")).status_code == 401


async def test_a_thousand_paths_ids_and_methods_make_no_new_series(
    app: FastAPI, client: AsyncClient, session: AsyncSession, measured_settings: Settings
) -> None:
    customer = await make_customer(session, measured_settings)
    await session.commit()
    for path in ("/nowhere", f"/invoices/{uuid4()}"):
        await client.get(path, headers=customer.headers)
    await client.request("BREW", "/nowhere")
    await _scraped(app, measured_settings)
    before = set(await _scraped(app, measured_settings))
    for number in range(1_000):
        path = f"/{number}/{uuid4()}" if number % 2 else f"/invoices/{uuid4()}?x={number}"
        await client.get(path, headers=customer.headers)
    for number in range(20):
        await client.request(f"BREW{number}", "/nowhere")
    after = await _scraped(app, measured_settings)
    requests = {key for key in after if key[0].startswith("hostwright_http")}
    assert requests <= before
    asked = {("method", "GET"), ("route", "/api/v1/invoices/{invoice_id}"), ("status", "404")}
    assert after["hostwright_http_requests_total", tuple(sorted(asked))] == 501


def test_even_a_careless_label_is_bounded() -> None:
    instruments.take()
    careless = Counter("test_careless_total", "Of this test.", "id")
    try:
        for _ in range(5_000):
            careless.add(str(uuid4()))
        added = instruments.take()
    finally:
        instruments._declared.pop("test_careless_total")
    assert len(added) == 4_001
    assert added["test_careless_total", "", "other"] == 1_000


async def test_processes_are_summed_and_a_dead_one_takes_nothing_back(
    app: FastAPI, measured_settings: Settings
) -> None:
    mails = declared()["hostwright_mails_total"]
    assert isinstance(mails, Counter)
    for count in (2, 3):
        mails.add("sent", by=count)
        process = Publisher(measured_settings.redis_url, f"role-{count}")
        await process.publish()
    found = await _scraped(app, measured_settings)
    assert found["hostwright_mails_total", (("outcome", "sent"),)] == 5
    async with aioredis.from_url(measured_settings.redis_url) as client:
        assert await roles(client) == {"role-2": 1, "role-3": 1, "api": 1}


async def test_what_the_store_did_not_take_is_told_later() -> None:
    instruments.take()
    mails = declared()["hostwright_mails_total"]
    assert isinstance(mails, Counter)
    mails.add("sent")
    with pytest.raises(RedisConnectionError):
        await Publisher("redis://127.0.0.1:1/0", "api").publish()
    assert instruments.take() == {("hostwright_mails_total", "", "sent"): 1}


async def test_queues_ticks_and_dead_letters(
    app: FastAPI, session: AsyncSession, database: OneTransaction, measured_settings: Settings
) -> None:
    await enqueue(session, "users.send_verification", user_id="nobody")
    await enqueue(session, "users.send_verification", delay=600, user_id="nobody")
    await session.execute(
        text("UPDATE job SET run_at = now() - interval '90 s' WHERE run_at <= now()")
    )
    await enqueue(session, "privacy.scrub", user_id="nobody")
    await session.execute(text("UPDATE job SET state = 'dead' WHERE task = 'privacy.scrub'"))
    await session.commit()
    await run_tick(database, "jobs.prune")
    found = await _scraped(app, measured_settings)
    mail, tick = (("queue", "mail"),), (("task", "jobs.prune"),)
    assert found["hostwright_queue_jobs", mail] == 1
    assert found["hostwright_queue_scheduled", mail] == 1
    assert 85 < found["hostwright_queue_oldest_seconds", mail] < 200
    assert found["hostwright_queue_jobs", (("queue", "deploy"),)] == 0
    assert found["hostwright_dead_letters", (("task", "privacy.scrub"),)] == 1
    assert found["hostwright_periodic_every_seconds", tick] == 60
    assert found["hostwright_periodic_last_success_seconds", tick] > 0
    assert found["hostwright_periodic_runs_total", (("outcome", "done"), *tick)] == 1


async def test_every_gauge_is_explained_and_the_database_is_asked_once(
    app: FastAPI, database: OneTransaction, measured_settings: Settings
) -> None:
    await _scraped(app, measured_settings)
    asked = database.statements
    found = await _scraped(app, measured_settings)
    assert database.statements == asked
    assert {name for name, _ in found} >= {
        "hostwright_database_bytes",
        "hostwright_outbox_unplaced",
    }
    assert all(GAUGES.values())


async def test_calls_of_the_outside_are_measured() -> None:
    class Adapter:
        async def create(self, amount: int) -> int:
            if amount < 0:
                raise ArithmeticError
            return amount

    adapter = measured(Adapter(), "payment", "test")
    instruments.take()
    assert await adapter.create(5) == 5
    with pytest.raises(ArithmeticError):
        await adapter.create(-1)
    added = instruments.take()
    name = "hostwright_outside_calls_total"
    assert added[name, "", "payment", "test", "create", "done"] == 1
    assert added[name, "", "payment", "test", "create", "failed"] == 1


async def test_a_series_names_each_of_its_labels() -> None:
    mails = declared()["hostwright_mails_total"]
    assert isinstance(mails, Counter)
    with pytest.raises(TypeError, match="takes"):
        mails.add("sent", "and more")


async def test_a_process_that_fell_silent_is_forgotten(measured_settings: Settings) -> None:
    async with aioredis.from_url(measured_settings.redis_url) as client:
        silent = {"at": 0, "since": 0, "role": "worker", "gauges": []}
        await client.hset("hostwright:metrics:processes", "gone", json.dumps(silent))
        assert await roles(client) == {}
        await totals(client)
        assert await client.hgetall("hostwright:metrics:processes") == {}


async def test_two_who_scrape_at_once_get_one_text(
    database: OneTransaction, measured_settings: Settings
) -> None:
    exposition = Exposition(database, measured_settings)
    first, second = await asyncio.gather(exposition.text(), exposition.text())
    assert first is second
    await exposition.close()


async def test_a_store_that_is_away_is_told_once_and_waited_for(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: Settings,
    eventually: Eventually,
) -> None:
    monkeypatch.setattr(store, "EVERY_SECONDS", 0)
    tried = 0

    class Away(Publisher):
        async def publish(self) -> None:
            nonlocal tried
            tried += 1
            await super().publish()

    configure_logging(settings)

    async def tried_thrice() -> bool:
        return tried > 2

    publishing = asyncio.create_task(Away("redis://127.0.0.1:1/0", "api").run())
    await eventually(tried_thrice)
    publishing.cancel()
    await asyncio.gather(publishing, return_exceptions=True)
    assert capsys.readouterr().out.count("metrics wait, their store is away") == 1
