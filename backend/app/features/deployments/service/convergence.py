"""What money decides about services: they converge to what their order and subscription are."""

from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.each import Tally, each
from app.dao.session import Database
from app.events.deployments import ServiceCreated
from app.events.outbox import publish
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.models import OperationKind, Service, ServiceStatus
from app.features.deployments.workflow import lifecycle, reconcile
from app.features.deployments.workflow.entitlement import PAID
from app.features.orders import service as orders


async def create_for_order(session: AsyncSession, order_id: UUID) -> None:
    """Create the service of a paid order and begin to deploy it; once, however often called.

    An order that is not paid, or whose money went back, gets nothing.
    """
    order = await orders.snapshot(session, order_id)
    if order.status not in PAID:
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


async def converge_subscription(session: AsyncSession, subscription_id: UUID) -> None:
    """Bring a subscription's service to what is paid now; nothing where there is none."""
    service = await ServiceDAO(session).lock_of_subscription(subscription_id)
    if service is not None:
        await lifecycle.converge(session, service)


async def converge_order(session: AsyncSession, order_id: UUID) -> None:
    """Bring an order's service to what is paid now; nothing where there is none."""
    service = await ServiceDAO(session).lock_of_order(order_id)
    if service is not None:
        await lifecycle.converge(session, service)


async def record_failure(session: AsyncSession, service_id: UUID) -> None:
    """Record at the order why its service is failed; nothing where it is not failed any more."""
    service = await ServiceDAO(session).lock(service_id)
    if service.status is ServiceStatus.FAILED and service.failure_code:
        await orders.record_failure(session, service.order_id, service.failure_code)


async def converge_diverged(database: Database) -> Tally:
    """Converge every service that billing and reality tell apart, each on its own.

    What an event should have done is done here if the event's handler could not.
    """
    async with database.unit_of_work() as session:
        diverged = await ServiceDAO(session).diverged()
    return await each(database, diverged, reconcile.repair_entitlement)
