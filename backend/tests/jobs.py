"""Running the job table in process: what a worker would do, without a broker."""

from app.celery.dao import JobDAO
from app.celery.task import run_job
from app.dao.session import Database

_ROUNDS = 200


async def drain_jobs(database: Database) -> int:
    """Run pending jobs, whenever due, until none is left; return how many ran."""
    ran = 0
    for _ in range(_ROUNDS):
        async with database.unit_of_work() as session:
            messages = await JobDAO(session).due()
        if not messages:
            return ran
        for due in messages:
            await run_job(database, due.job_id)
            ran += 1
    message = f"jobs still make jobs after {_ROUNDS} rounds"
    raise AssertionError(message)
