"""What time does to orders."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import task
from app.features.orders import service


@periodic("orders.expire_unpaid", every=300, queue=Queue.BILLING)
async def expire_unpaid(session: AsyncSession) -> None:
    """Withdraw orders that nobody paid."""
    await service.start_expiring(session)


@periodic("orders.give_back_failed", every=300, queue=Queue.BILLING)
async def give_back_failed(session: AsyncSession) -> None:
    """Give money back that bought nothing for a day."""
    await service.start_giving_back(session)


@task(service.EXPIRE, queue=Queue.BILLING)
async def expire(session: AsyncSession, *, order_id: UUID) -> None:
    """Withdraw one order."""
    await service.expire(session, order_id)


@task(service.GIVE_BACK, queue=Queue.BILLING)
async def give_back(session: AsyncSession, *, order_id: UUID) -> None:
    """Refund one order."""
    await service.give_back(session, order_id)
