"""What time does to the audit."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import periodic
from app.features.audit import service


@periodic("audit.seal", every=60)
async def seal(session: AsyncSession) -> None:
    """Seal what was recorded and posted."""
    await service.seal(session)


@periodic("audit.prune", every=3600)
async def prune(session: AsyncSession) -> None:
    """Forget what is older than the settings say."""
    await service.prune(session)
