"""Background work of the accounts feature."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.task import task
from app.features.accounts import service


@task(service.END_IMPERSONATION, queue=Queue.DEFAULT)
async def end_impersonation(session: AsyncSession, session_id: str) -> None:
    """End the session of staff whose hour as a customer is over."""
    await service.end_impersonation(session, UUID(session_id))
