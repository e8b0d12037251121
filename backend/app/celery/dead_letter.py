"""Jobs that gave up: announced by a job of their own, so that nobody's reaction holds them up."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import WORKER_DIED, JobDAO
from app.celery.each import Tally, each
from app.celery.enqueue import enqueue
from app.dao.session import Database

ANNOUNCE = "jobs.announce_dead"


async def announce(session: AsyncSession, job_id: UUID, task: str, error: str) -> None:
    """Have the death of a job published; the announcing job's own death is only logged."""
    if task != ANNOUNCE:
        await enqueue(session, ANNOUNCE, job_id=job_id, task_name=task, error=error)


async def dead_letter_abandoned(database: Database) -> Tally:
    """Dead-letter the jobs whose worker died on their last attempt, each on its own."""
    async with database.unit_of_work() as session:
        abandoned = await JobDAO(session).abandoned()
    return await each(database, abandoned, _dead_letter)


async def _dead_letter(session: AsyncSession, job_id: UUID) -> None:
    task = await JobDAO(session).dead_letter(job_id)
    if task is not None:
        await announce(session, job_id, task, WORKER_DIED)
