"""The ticks of monitoring."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.features.monitoring import service


@periodic("monitoring.sample", every=15, queue=Queue.MONITORING)
async def sample(session: AsyncSession) -> None:
    """Read what every running service uses."""
    await service.take_samples(session)


@periodic("monitoring.check", every=60, queue=Queue.MONITORING)
async def check(session: AsyncSession) -> None:
    """Ask every running service for an answer."""
    await service.check_services(session)


@periodic("monitoring.roll_up", every=60, queue=Queue.MONITORING)
async def roll_up(session: AsyncSession) -> None:
    """Average the newest samples for the longer graphs."""
    await service.roll_up(session)


@periodic("monitoring.forget_old", every=600, queue=Queue.MONITORING)
async def forget_old(session: AsyncSession) -> None:
    """Delete what is past its time."""
    await service.forget_old(session)
    await service.forget_history(session)
