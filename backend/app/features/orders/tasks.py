"""Expiry of unpaid orders, and refunds of orders that were never delivered."""

from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.queues import Queue
from app.celery.schedule import periodic, periodic_detached
from app.celery.task import task
from app.dao.session import Database
from app.features.billing import service as billing
from app.features.orders import service


@periodic("orders.schedule_expiry", every=300)
async def schedule_expiry(session: AsyncSession) -> None:
    """Enqueue the expiry of orders unpaid for a week."""
    await service.schedule_expiry(session)


@periodic("orders.schedule_refunds", every=300)
async def schedule_refunds(session: AsyncSession) -> None:
    """Enqueue the refund of orders whose service failed a day ago."""
    await service.schedule_refunds(session)


@periodic_detached("orders.activate_delivered", every=60)
async def activate_delivered(database: Database) -> None:
    """Begin the first period of what runs unbilled; staff are notified of what cannot."""
    async with database.unit_of_work() as session:
        pending = await service.unbilled(session)
    for subscription_id in pending:
        await _activate(database, subscription_id)


async def _activate(database: Database, subscription_id: UUID) -> None:
    try:
        async with database.unit_of_work() as session:
            await billing.activate_subscription(session, subscription_id)
    except Exception as error:  # noqa: BLE001  one that cannot begin stops no other
        logger.opt(exception=error).error("{} runs and is not billed", subscription_id)
        reason = f"{type(error).__name__}: {error}"
        async with database.unit_of_work() as session:
            await billing.record_activation_failure(session, subscription_id, reason)


@task(service.EXPIRE, queue=Queue.BILLING)
async def expire(session: AsyncSession, *, order_id: UUID) -> None:
    """Expire one order, unless it was paid meanwhile."""
    await service.expire(session, order_id)


@task(service.REFUND_UNDELIVERED, queue=Queue.BILLING, formerly=("orders.give_back",))
async def refund_undelivered(session: AsyncSession, *, order_id: UUID) -> None:
    """Refund one order, unless its service runs by now."""
    await service.refund_undelivered(session, order_id)
