"""Billing follows services: linked when created, billed from activation until deletion."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.bus import on
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceDeleted
from app.features.billing import service


@on(ServiceCreated, formerly=("billing.follow_service",))
async def link_service(session: AsyncSession, event: ServiceCreated) -> None:
    """Record on the subscription which service it pays for."""
    await service.link_service(session, event.subscription_id, event.service_id)


@on(ServiceActivated, formerly=("billing.begin_paid_time",))
async def activate_subscription(session: AsyncSession, event: ServiceActivated) -> None:
    """Begin the first paid period, now that the service runs."""
    await service.activate_subscription(session, event.subscription_id)


@on(ServiceDeleted, formerly=("billing.stop_billing",))
async def end_subscription(session: AsyncSession, event: ServiceDeleted) -> None:
    """End the subscription and void its open invoices, unless it pays for a newer service."""
    await service.end_subscription_of_deleted(session, event.subscription_id, event.service_id)
