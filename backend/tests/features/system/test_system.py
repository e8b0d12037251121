"""The page of the installation, for staff who keep it running and for nobody else."""

from pathlib import Path

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.celery.schedule import run_tick
from app.core.metrics import Publisher, measured
from app.core.settings import Settings
from app.dao.revisions import head_revision
from app.features.system.service.facts import look_around
from tests.factories.users import make_staff
from tests.one_transaction import OneTransaction

Headers = dict[str, str]


@pytest.fixture
async def operator(session: AsyncSession, measured_settings: Settings) -> Headers:
    headers = await make_staff(session, measured_settings, BuiltInRole.OPERATOR)
    await session.commit()
    return headers


@pytest.mark.parametrize("path", ["", "/work", "/database", "/licences"])
async def test_support_does_not_see_it(
    client: AsyncClient, session: AsyncSession, measured_settings: Settings, path: str
) -> None:
    support = await make_staff(session, measured_settings, BuiltInRole.SUPPORT)
    await session.commit()
    assert (await client.get(f"/admin/system{path}", headers=support)).status_code == 403
    assert (await client.get(f"/admin/system{path}")).status_code == 401


async def test_versions_processes_and_how_the_outside_answers(
    client: AsyncClient,
    operator: Headers,
    database: OneTransaction,
    measured_settings: Settings,
    tmp_path: Path,
) -> None:
    class Adapter:
        async def create(self) -> None:
            """Do it."""

    await measured(Adapter(), "payment", "sandbox").create()
    await Publisher(measured_settings.redis_url, "worker", ["mail", "billing"]).publish()
    await look_around(database, measured_settings.model_copy(update={"files_dir": tmp_path}))
    found = (await client.get("/admin/system", headers=operator)).json()
    versions = found["versions"]
    assert versions["schema_revision"] == versions["schema_head"] == head_revision()
    assert versions["postgresql"].partition(".")[0].isdecimal()
    assert versions["redis"]
    processes = [(one["role"], one["queues"]) for one in found["processes"]]
    assert ("worker", ["mail", "billing"]) in processes
    outside = {(one["kind"], one["name"]): one for one in found["outside"]}
    payment = outside["payment", "sandbox"]
    assert payment["succeeded_at"]
    assert payment["failed_at"] is None
    assert found["certificate"]["error"] == "no_tls"
    assert found["disk"]["free"] > 0
    assert found["dead_letters"] == 0


async def test_queues_say_who_serves_them_and_ticks_how_they_went(
    client: AsyncClient, operator: Headers, database: OneTransaction, measured_settings: Settings
) -> None:
    await Publisher(measured_settings.redis_url, "worker", ["mail"]).publish()
    await run_tick(database, "jobs.prune")
    found = (await client.get("/admin/system/work", headers=operator)).json()
    queues = {one["name"]: one for one in found["queues"]}
    assert (queues["mail"]["workers"], queues["deploy"]["workers"]) == (1, 0)
    ticks = {one["name"]: one for one in found["periodic"]}
    pruned, never = ticks["jobs.prune"], ticks["audit.seal"]
    assert (pruned["every_seconds"], pruned["late"], pruned["error"]) == (60, False, None)
    assert pruned["started_at"] < pruned["next_at"]
    assert pruned["duration_seconds"] > 0
    assert (never["finished_at"], never["next_at"], never["late"]) == (None, None, False)


async def test_a_tick_that_fails_keeps_its_last_success(
    client: AsyncClient,
    operator: Headers,
    database: OneTransaction,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await run_tick(database, "jobs.prune")

    async def fail(_session: AsyncSession) -> None:
        raise ArithmeticError

    monkeypatch.setattr("app.features.jobs.tasks.service.prune", fail)
    with pytest.raises(ArithmeticError):
        await run_tick(database, "jobs.prune")
    found = (await client.get("/admin/system/work", headers=operator)).json()
    [tick] = [one for one in found["periodic"] if one["name"] == "jobs.prune"]
    assert tick["error"] == "ArithmeticError: "
    assert tick["succeeded_at"] is not None


async def test_the_database_tells_its_tables_and_a_word_where_nobody_counts_statements(
    client: AsyncClient, operator: Headers, session: AsyncSession
) -> None:
    found = (await client.get("/admin/system/database", headers=operator)).json()
    assert found["size"] > 0
    assert len(found["tables"]) == 10
    installed = await session.scalar(
        text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'")
    )
    assert (found["statements"] is None) or installed


async def test_every_library_has_a_licence(client: AsyncClient, operator: Headers) -> None:
    found = (await client.get("/admin/system/licences", headers=operator)).json()["items"]
    licences = {(one["ecosystem"], one["name"]): one["licence"] for one in found}
    assert licences["python", "fastapi"] == "MIT"
    assert licences["npm", "react"] == "MIT"
