"""The sweeper: what makes the job table independent of brokers and workers."""

from app.celery.dao import JobDAO
from app.celery.dead_letter import dead_letter_abandoned
from app.celery.dispatch import dispatch_after_commit
from app.celery.queues import Queue
from app.celery.schedule import periodic_detached
from app.dao.session import Database

_SWEEP_SECONDS = 5


@periodic_detached("jobs.sweep", every=_SWEEP_SECONDS, queue=Queue.CONTROL, timeout=30)
async def sweep(database: Database) -> None:
    """Send again what the broker lost or a dead worker held, then dead-letter what is spent.

    Resending comes first and is committed on its own: no dead letter can hold it up.
    """
    async with database.unit_of_work() as session:
        dispatch_after_commit(session, await JobDAO(session).sweep())
    await dead_letter_abandoned(database)
