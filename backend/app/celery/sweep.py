"""The sweeper: what makes the job table independent of brokers and workers."""

from app.celery.dao import JobDAO
from app.celery.dead_letter import dead_letter_abandoned
from app.celery.dispatch import pull_after_commit
from app.celery.schedule import periodic_detached
from app.dao.session import Database

_SWEEP_SECONDS = 5


@periodic_detached("jobs.sweep", every=_SWEEP_SECONDS, timeout=30)
async def sweep(database: Database) -> None:
    """Have workers pull what the broker lost or a dead worker held, dead-letter what is spent.

    The former comes first and is committed on its own: no dead letter can hold it up.
    """
    async with database.unit_of_work() as session:
        pull_after_commit(session, await JobDAO(session).sweep())
    await dead_letter_abandoned(database)
