"""Every line that a program of production writes is a JSON object of one form."""

import sys
from uuid import UUID

from httpx2 import AsyncClient
from sqlalchemy import text as sql

from app.celery.enqueue import enqueue
from app.core.context import Actor, ActorKind, acting
from app.dao.session import Database
from tests.eventually import Eventually
from tests.lifecycle.programs import SECONDS, TOKEN, Line, Start, api_script, free_port, having


async def test_the_api_as_its_image_runs_it(start: Start) -> None:
    port = free_port()
    script = api_script(port)
    async with start("sh", "-c", script) as api:
        for _ in range(2):  # processes
            await api.until(having(message="Application startup complete."))
        head = {"X-Request-Id": "request-0001"}
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=head) as client:
            answer = await client.get("/api/v1/public/catalog?password=correct-horse")
            await client.get("/api/v1/services")
        assert answer.headers["x-request-id"] == "request-0001"
        await api.until(having(route="/api/v1/services", status=401))
        lines = await api.end()
    of_request = [line for line in lines if line.get("request_id") == "request-0001"]
    assert [line["message"] for line in of_request] == [
        "GET /api/v1/public/catalog 200",
        "GET /api/v1/services 401",
    ]
    assert "correct-horse" not in api.text()
    assert any(line["logger"] == "uvicorn.error" for line in lines)


async def test_any_process_of_the_api_tells_what_all_of_them_did(
    start: Start, eventually: Eventually
) -> None:
    port = free_port()
    script = api_script(port)
    async with start("sh", "-c", script) as api:
        for _ in range(2):  # processes
            await api.until(having(message="Application startup complete."))
        for _ in range(40):  # each on a connection of its own: both processes get some
            async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                assert (await client.get("/api/v1/services")).status_code == 401
        labels = 'method="GET",route="/api/v1/services",status="401"'
        line = f"hostwright_http_requests_total{{{labels}}} 40.0"
        head = {"Authorization": f"Bearer {TOKEN}"}
        told: list[str] = []

        async def both() -> bool:
            async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                told[:] = (await client.get("/metrics", headers=head)).text.splitlines()
            return {line, 'hostwright_processes{role="api"} 2.0'} <= set(told)

        await eventually(both, SECONDS)
        lines = await api.end()
    served = {line["pid"] for line in lines if line.get("status") == 401}
    assert len(served) == 2


async def test_workers_and_the_scheduler_tell_job_task_and_request(
    start: Start, committed: Database
) -> None:
    with acting(Actor(ActorKind.SYSTEM), "request-0002"):
        async with committed.unit_of_work() as session:
            job_id = await enqueue(session, "users.send_verification", user_id="nobody")
            await session.execute(sql("UPDATE job SET dispatched_at = NULL"))
    async with (
        start(sys.executable, "-m", "app.celery.groups") as workers,
        start("celery", "-A", "app.celery.worker", "--quiet", "beat") as beat,
    ):
        due = await beat.until(having(task="jobs.sweep"))
        assert due["logger"] == "celery.beat"
        failed = await workers.until(lambda line: "job failed" in line["message"])
        await beat.end()
        lines = await workers.end()
    assert failed | _about(job_id) == failed
    received = [line for line in lines if line["logger"] == "celery.worker.strategy"]
    assert received
    assert all(line["task"] and line["message_id"] for line in received)


def _about(job_id: UUID | None) -> Line:
    return {
        "level": "WARNING",
        "request_id": "request-0002",
        "job_id": str(job_id),
        "task": "users.send_verification",
        "attempt": 1,
    }


_OWN = ("-m", "app.celery.flower")
_BY_CELERY = ("-m", "celery", "-A", "app.celery.worker", "flower")


async def test_flower_writes_the_same_lines_and_keeps_its_metrics_to_itself(start: Start) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    options = ("--address=127.0.0.1", f"--port={port}")
    async with start(sys.executable, *_OWN, *options) as flower:
        await flower.until(lambda line: line["message"].startswith("Visit me at"))
        async with AsyncClient(base_url=address) as client:
            stranger = await client.get("/metrics")
            guessing = await client.get("/metrics", auth=("boss", "guess"))
            allowed = await client.get("/metrics", auth=("boss", "correct-horse-battery"))
        await flower.end()
    assert (stranger.status_code, guessing.status_code, allowed.status_code) == (401, 401, 200)
    assert "python_info" in allowed.text
    assert "correct-horse-battery" not in flower.text()


async def test_flower_without_a_sign_in_gives_no_metrics(
    start: Start, environment: dict[str, str]
) -> None:
    del environment["FLOWER_BASIC_AUTH"]
    port = free_port()
    options = ("--address=127.0.0.1", f"--port={port}")
    async with start(sys.executable, *_OWN, *options) as flower:
        await flower.until(lambda line: line["message"].startswith("Visit me at"))
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/metrics")).status_code == 403


async def test_flower_that_celery_starts_keeps_its_metrics_to_itself_too(start: Start) -> None:
    port = free_port()
    options = ("--address=127.0.0.1", f"--port={port}")
    async with (
        start(sys.executable, *_BY_CELERY, *options) as flower,
        AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        await flower.until(lambda line: line["message"].startswith("Visit me at"))
        stranger = await client.get("/metrics")
        allowed = await client.get("/metrics", auth=("boss", "correct-horse-battery"))
    assert (stranger.status_code, allowed.status_code) == (401, 200)


async def test_the_migration_writes_the_same_lines(start: Start) -> None:
    async with start("sh", "../infra/docker/bin/hostwright", "migrate") as migration:
        await migration.wait()
    assert any(line["logger"].startswith("alembic") for line in migration.lines())


_MISHAPS = """
import gc, sys, threading, warnings
from app.core.logging import configure_logging, own_process
from app.core.settings import get_settings

configure_logging(get_settings())
own_process()
print("printed by a library")
sys.stderr.write("half a line, ")
sys.stderr.write("and its end\\n")
warnings.warn("old use")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()

class Broken:
    def __del__(self):
        raise RuntimeError("cannot be raised")

Broken()
gc.collect()
raise ValueError("password=correct-horse")
"""


async def test_what_nobody_caught_or_meant_for_the_log_is_of_the_same_form(start: Start) -> None:
    async with start(sys.executable, "-c", _MISHAPS) as mishaps:
        await mishaps.wait()
    lines = mishaps.lines()
    assert [(line["logger"], line["level"]) for line in lines[:3]] == [
        ("stdout", "WARNING"),
        ("stderr", "WARNING"),
        ("py.warnings", "WARNING"),
    ]
    assert lines[1]["message"] == "half a line, and its end"
    assert [line["level"] for line in lines[3:]] == ["ERROR", "ERROR", "CRITICAL"]
    assert all("Traceback" in line["exception"] for line in lines[3:])
    assert "correct-horse" not in mishaps.text()
