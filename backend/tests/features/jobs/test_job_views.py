"""Background work as staff see it."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.celery.enqueue import enqueue
from app.celery.job import Job, JobState
from app.celery.queues import Queue
from app.celery.schedule import run_tick
from app.celery.task import NonRetryableError, run_job, task
from app.core.settings import Settings
from app.events.models import EventRow
from app.features.jobs.schemas import JobPage, JobRead, JobSummary
from tests.factories.accounts import make_customer
from tests.factories.users import make_staff
from tests.one_transaction import OneTransaction

Drain = Callable[[], Coroutine[Any, Any, int]]
SECRETS: dict[str, Any] = {
    "password": "hunter2",
    "nested": {"link_token": 'a "quoted" one', "list": [{"api_key": 123456}]},
    "harmless": 'it says "token": "visible" inside',
    "name": "shop",
}


@task("test.gives_up", queue=Queue.AI)
async def gives_up(_session: AsyncSession, **_payload: object) -> None:
    message = "no hope"
    raise NonRetryableError(message)


@pytest.fixture
async def dead(session: AsyncSession, database: OneTransaction) -> UUID:
    """A job that gave up."""
    job_id = await enqueue(session, "test.gives_up", **SECRETS)
    assert job_id is not None
    await run_job(database, job_id)
    return job_id


async def _page(client: AsyncClient, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/admin/jobs?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    JobPage.model_validate(answer.json())
    page: dict[str, Any] = answer.json()
    return page


async def test_a_dead_job_is_seen_with_its_error(
    client: AsyncClient, staff: dict[str, str], dead: UUID
) -> None:
    (job,) = (await _page(client, staff, "state=dead"))["items"]
    assert (job["id"], job["task"], job["queue"]) == (str(dead), "test.gives_up", "ai")
    assert (job["attempts"], job["error"]) == (1, "NonRetryableError: no hope")
    one = await client.get(f"/admin/jobs/{dead}", headers=staff)
    assert one.json() == job
    JobRead.model_validate(one.json())


async def test_secrets_are_redacted(client: AsyncClient, staff: dict[str, str], dead: UUID) -> None:
    answer = await client.get(f"/admin/jobs/{dead}", headers=staff)
    assert answer.json()["payload"] == {
        "password": "•••",
        "nested": {"link_token": "•••", "list": [{"api_key": "•••"}]},
        "harmless": 'it says "token": "visible" inside',
        "name": "shop",
    }


@pytest.mark.usefixtures("dead")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=dead", 1),
        ("state=pending&task=test.gives_up", 0),
        ("state=pending&state=dead&task=test.gives_up", 1),
        ("queue=ai", 1),
        ("queue=mail", 0),
        ("task=test.gives_up", 1),
        ("task=mail.send", 0),
        ("task=test.gives_up&q=HOPE", 1),
        ("q=nowhere", 0),
        ("task=test.gives_up&sort=-created_at", 1),
    ],
)
async def test_the_list_is_narrowed(
    client: AsyncClient, staff: dict[str, str], query: str, found: int
) -> None:
    assert (await _page(client, staff, query))["total"] == found


@pytest.mark.parametrize("query", ["state=lost", "queue=x", "sort=payload", "password=1"])
async def test_what_the_list_does_not_know_is_refused(
    client: AsyncClient, staff: dict[str, str], query: str
) -> None:
    assert (await client.get(f"/admin/jobs?{query}", headers=staff)).status_code == 422


async def test_the_summary_counts_what_waits(
    client: AsyncClient, session: AsyncSession, staff: dict[str, str]
) -> None:
    empty = (await client.get("/admin/jobs/summary", headers=staff)).json()
    assert empty == {"pending": 0, "leased": 0, "dead": 0, "oldest_pending_seconds": 0}
    await enqueue(session, "test.gives_up")
    await session.execute(text("UPDATE job SET run_at = now() - interval '90 seconds'"))
    await enqueue(session, "test.gives_up", delay=600)
    found = (await client.get("/admin/jobs/summary", headers=staff)).json()
    JobSummary.model_validate(found)
    assert (found["pending"], found["dead"]) == (2, 0)
    assert found["oldest_pending_seconds"] >= 90


async def test_the_summary_counts_as_far_as_it_is_exact(
    client: AsyncClient,
    session: AsyncSession,
    staff: dict[str, str],
) -> None:
    await session.execute(
        text(
            "INSERT INTO job (id, task, queue, payload, state, attempts, max_attempts, request_id)"
            " SELECT uuidv7(), 'test.gives_up', 'default', '{}', 'pending', 0, 8, ''"
            " FROM generate_series(1, 10002)"
        )
    )
    assert (await client.get("/admin/jobs/summary", headers=staff)).json()["pending"] == 10_001


async def test_an_admin_runs_a_dead_job_again(
    client: AsyncClient, session: AsyncSession, staff: dict[str, str], dead: UUID
) -> None:
    answer = await client.post(f"/admin/jobs/{dead}/actions/retry", headers=staff)
    assert answer.status_code == 202
    JobRead.model_validate(answer.json())
    assert (answer.json()["state"], answer.json()["attempts"]) == ("pending", 0)
    assert answer.json()["payload"]["password"] == "•••"
    rows = await session.scalars(select(EventRow).where(col(EventRow.type) == "job.retried"))
    (event,) = rows.all()
    assert event.payload["job_id"] == str(dead)
    assert event.actor_kind == "staff"
    assert event.actor_id is not None

    again = await client.post(f"/admin/jobs/{dead}/actions/retry", headers=staff)
    assert (again.status_code, again.json()["code"]) == (409, "job_not_dead")


async def test_only_those_who_look_after_jobs_do(
    client: AsyncClient, session: AsyncSession, settings: Settings, dead: UUID
) -> None:
    customer = (await make_customer(session, settings)).headers
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    operator = await make_staff(session, settings, BuiltInRole.OPERATOR)
    retry = f"/admin/jobs/{dead}/actions/retry"
    for headers, allowed in ((customer, False), (support, False), (operator, True)):
        for path in ("/admin/jobs", "/admin/jobs/summary", f"/admin/jobs/{dead}"):
            answer = await client.get(path, headers=headers)
            assert answer.status_code == (200 if allowed else 403)
    assert (await client.post(retry)).status_code == 401
    for headers in (customer, support):
        assert (await client.post(retry, headers=headers)).status_code == 403
    job = await session.get(Job, dead, populate_existing=True)
    assert job is not None
    assert job.state is JobState.DEAD
    assert (await client.post(retry, headers=operator)).status_code == 202


async def test_a_job_that_is_not_there_is_not_found(
    client: AsyncClient, staff: dict[str, str]
) -> None:
    nowhere = "/admin/jobs/0190a000-0000-7000-8000-000000000000"
    assert (await client.get(nowhere, headers=staff)).status_code == 404
    assert (await client.post(f"{nowhere}/actions/retry", headers=staff)).status_code == 404


async def test_a_dead_job_is_an_event(session: AsyncSession, dead: UUID, drain: Drain) -> None:
    await drain()
    rows = await session.scalars(select(EventRow).where(col(EventRow.type) == "job.dead"))
    (event,) = rows.all()
    assert event.account_id is None
    assert event.payload == {
        "job_id": str(dead),
        "task": "test.gives_up",
        "error": "NonRetryableError: no hope",
    }


async def test_a_job_whose_worker_died_for_the_last_time_is_an_event(
    session: AsyncSession, database: OneTransaction, drain: Drain
) -> None:
    job_id = await enqueue(session, "test.gives_up")
    await session.execute(
        text(
            "UPDATE job SET state = 'leased', attempts = max_attempts,"
            " lease_until = now() - interval '1 second' WHERE id = :id"
        ),
        {"id": job_id},
    )
    await run_tick(database, "jobs.sweep")
    await drain()
    rows = await session.scalars(select(EventRow).where(col(EventRow.type) == "job.dead"))
    assert [row.payload["job_id"] for row in rows] == [str(job_id)]


async def test_a_long_list_takes_as_many_statements_as_a_short_one(
    client: AsyncClient, session: AsyncSession, staff: dict[str, str], database: OneTransaction
) -> None:
    counts = []
    for more in (1, 49):
        for _ in range(more):
            await enqueue(session, "test.gives_up")
        await _page(client, staff)
        before = database.statements
        page = await _page(client, staff, "size=50")
        counts.append((len(page["items"]), database.statements - before))
    assert counts == [(1, 1), (50, 1)]
