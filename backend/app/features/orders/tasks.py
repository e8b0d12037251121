"""Expiry of unpaid orders, and refunds of orders that were never delivered."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import task
from app.features.orders import service


@periodic("orders.schedule_expiry", every=300, queue=Queue.BILLING)
async def schedule_expiry(session: AsyncSession) -> None:
    """Enqueue the expiry of orders unpaid for a week."""
    await service.schedule_expiry(session)


@periodic("orders.schedule_refunds", every=300, queue=Queue.BILLING)
async def schedule_refunds(session: AsyncSession) -> None:
    """Enqueue the refund of orders whose service failed a day ago."""
    await service.schedule_refunds(session)


@task(service.EXPIRE, queue=Queue.BILLING)
async def expire(session: AsyncSession, *, order_id: UUID) -> None:
    """Expire one order, unless it was paid meanwhile."""
    await service.expire(session, order_id)


@task(service.REFUND_UNDELIVERED, queue=Queue.BILLING, formerly=("orders.give_back",))
async def refund_undelivered(session: AsyncSession, *, order_id: UUID) -> None:
    """Refund one order, unless its service runs by now."""
    await service.refund_undelivered(session, order_id)
