"""What time does to finished work."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import periodic
from app.features.jobs import service


@periodic("jobs.prune", every=60)
async def prune(session: AsyncSession) -> None:
    """Forget finished jobs and old idempotency keys; events stay, they are the audit trail."""
    await service.prune(session)
