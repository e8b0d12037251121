"""Background work of legal documents."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import periodic
from app.features.legal import service

_PURGE_SECONDS = 3600


@periodic("legal.purge_addresses", every=_PURGE_SECONDS)
async def purge_addresses(session: AsyncSession) -> None:
    """Forget where old consents came from."""
    await service.purge_addresses(session)
