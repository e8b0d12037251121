"""The pruning of finished work."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import periodic
from app.features.jobs import service


@periodic("jobs.prune", every=60)
async def prune(session: AsyncSession) -> None:
    """Delete finished jobs and idempotency keys that are older than the settings keep them."""
    await service.prune(session)


@periodic("events.prune", every=300)
async def prune_events(session: AsyncSession) -> None:
    """Delete events that are older than the settings keep them."""
    await service.prune_events(session)
