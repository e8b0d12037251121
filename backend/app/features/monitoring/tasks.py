"""The ticks of monitoring."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic, periodic_detached
from app.dao.session import Database
from app.features.monitoring import service


@periodic_detached("monitoring.sample", every=15, queue=Queue.MONITORING)
async def sample(database: Database) -> None:
    """Read what every running service uses."""
    await service.take_samples(database)


@periodic_detached("monitoring.check", every=service.ROUND.total_seconds(), queue=Queue.MONITORING)
async def check(database: Database) -> None:
    """Ask every running service for an answer."""
    await service.check_services(database)


@periodic("monitoring.roll_up", every=60, queue=Queue.MONITORING)
async def roll_up(session: AsyncSession) -> None:
    """Average the newest samples for the longer graphs."""
    await service.roll_up(session)


@periodic("monitoring.roll_up_further", every=600, queue=Queue.MONITORING)
async def roll_up_further(session: AsyncSession) -> None:
    """Average the averages by hour and by day for the longest graphs."""
    await service.roll_up_further(session)


@periodic("monitoring.delete_old", every=600, queue=Queue.MONITORING)
async def delete_old(session: AsyncSession) -> None:
    """Delete what is past its time."""
    await service.delete_old(session)
    await service.delete_old_history(session)
