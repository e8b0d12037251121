"""Finished work is forgotten in time; what is unfinished, and what happened, stays."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.dao.idempotency import IdempotencyDAO
from app.events.jobs import JobRetried
from app.events.outbox import publish
from app.features.jobs import service
from tests.one_transaction import OneTransaction


async def _job(session: AsyncSession, state: str, days: float) -> str:
    job_id = await enqueue(session, "mail.send", mail_id=new_id())
    age = timedelta(days=days)
    await session.execute(
        text(
            "UPDATE job SET state = :state, created_at = now() - CAST(:age AS interval),"
            " finished_at = now() - CAST(:age AS interval) WHERE id = :id"
        ),
        {"id": job_id, "state": state, "age": age},
    )
    return str(job_id)


async def _left(session: AsyncSession, table: str) -> list[str]:
    found = await session.scalars(text(f"SELECT id FROM {table} ORDER BY id"))
    return [str(one) for one in found]


async def test_only_work_done_long_ago_is_pruned(
    database: OneTransaction, session: AsyncSession
) -> None:
    await _job(session, "done", days=7.1)
    kept = [
        await _job(session, state, days)
        for state, days in (("done", 6.9), ("dead", 100), ("pending", 100), ("leased", 100))
    ]
    await publish(session, JobRetried(job_id=new_id(), task="mail.send"), account_id=None)
    await session.execute(text("UPDATE event SET occurred_at = now() - interval '100 days'"))
    await session.commit()
    await run_tick(database, "jobs.prune")
    assert await _left(session, "job") == sorted(kept)
    assert len(await _left(session, "event")) == 1


async def test_a_key_outlives_its_request_by_a_day(
    database: OneTransaction, session: AsyncSession
) -> None:
    keys = IdempotencyDAO(session)
    caller = new_id()
    for key, hours, answered in (("old", 25, True), ("young", 23, True), ("open", 25, False)):
        with clock.freeze(clock.now() - timedelta(hours=hours)):
            await keys.claim(caller, key, "print")
        if answered:
            await keys.save_answer(caller, key, 201, b"{}")
    await session.commit()
    await run_tick(database, "jobs.prune")
    left = await session.scalars(text("SELECT key FROM idempotency_key ORDER BY key"))
    assert left.all() == ["open", "young"]


async def test_many_jobs_are_pruned_in_batches(session: AsyncSession) -> None:
    for _ in range(3):
        await _job(session, "done", days=8)
    await service.prune(session, limit=2)
    assert len(await _left(session, "job")) == 1
    await service.prune(session, limit=2)
    assert await _left(session, "job") == []


async def test_a_batch_keeps_its_limit_whatever_the_plan(session: AsyncSession) -> None:
    for _ in range(3):
        await _job(session, "done", days=8)
    for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"):
        await session.execute(text(f"SET LOCAL enable_{way} = off"))
    await service.prune(session, limit=2)
    assert len(await _left(session, "job")) == 1
