"""What money decides about services: the use cases behind the events of orders and billing."""

from datetime import datetime
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.events.deployments import ServiceCreated
from app.events.outbox import publish
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.models import OperationKind, Service
from app.features.deployments.workflow import engine, lifecycle
from app.features.orders import service as orders


async def create_for_order(session: AsyncSession, order_id: UUID) -> None:
    """Create the service of a paid order and begin to deploy it; once, however often called.

    An order that is not paid, or whose money went back, gets nothing.
    """
    order = await orders.snapshot(session, order_id)
    if order.status not in engine.PAID:
        logger.warning("order {} is {}: nothing is deployed", order.number, order.status)
        return
    offer = order.offer
    service = Service(
        account_id=order.account_id,
        order_id=order.id,
        subscription_id=order.subscription_id,
        hostname=order.hostname,
        kind=offer.kind,
        plan_name=offer.plan_name,
        cpu_millis=offer.cpu_millis,
        memory_mb=offer.memory_mb,
        disk_gb=offer.disk_gb,
        image_slug=offer.image_slug,
        image_name=offer.image_name,
        image_reference=offer.image_reference,
        amount=offer.amount,
        currency=offer.currency,
        period=offer.period,
    )
    if not await ServiceDAO(session).insert_once(service):
        return
    written = await ServiceDAO(session).lock(service.id)
    created = ServiceCreated(
        service_id=written.id,
        order_id=written.order_id,
        subscription_id=written.subscription_id,
        hostname=written.hostname,
    )
    await publish(session, created, account_id=written.account_id)
    await lifecycle.begin(session, written, OperationKind.CREATE)


async def note_paid(session: AsyncSession, subscription_id: UUID, until: datetime | None) -> None:
    """Note until when a service is paid; an earlier moment than known changes nothing."""
    if until is not None:
        await ServiceDAO(session).set_paid_through(subscription_id, until)


async def suspend(session: AsyncSession, subscription_id: UUID) -> None:
    """Have the unpaid service stopped."""
    service = await ServiceDAO(session).lock_of_subscription(subscription_id)
    if service is not None:
        await lifecycle.request(session, service, OperationKind.SUSPEND)


async def resume(session: AsyncSession, subscription_id: UUID) -> None:
    """Let the service, paid again, run as it did before."""
    service = await ServiceDAO(session).lock_of_subscription(subscription_id)
    if service is not None:
        await lifecycle.request(session, service, OperationKind.RESUME)


async def end_for_subscription(session: AsyncSession, subscription_id: UUID) -> None:
    """Have the service of an ended subscription deleted."""
    service = await ServiceDAO(session).lock_of_subscription(subscription_id)
    if service is not None:
        await lifecycle.request(session, service, OperationKind.DELETE)


async def end_for_order(session: AsyncSession, order_id: UUID) -> None:
    """Have the service of a refunded order deleted."""
    service = await ServiceDAO(session).lock_of_order(order_id)
    if service is not None:
        await lifecycle.request(session, service, OperationKind.DELETE)
