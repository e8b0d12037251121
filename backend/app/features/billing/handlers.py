"""What billing does when services begin and end."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.bus import on
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceDeleted
from app.features.billing import service


@on(ServiceCreated)
async def follow_service(session: AsyncSession, event: ServiceCreated) -> None:
    """What is paid for becomes a service."""
    await service.note_service(session, event.subscription_id, event.service_id)


@on(ServiceActivated)
async def begin_paid_time(session: AsyncSession, event: ServiceActivated) -> None:
    """The customer's service runs: its first paid period begins now."""
    await service.activate_subscription(session, event.subscription_id)


@on(ServiceDeleted)
async def stop_billing(session: AsyncSession, event: ServiceDeleted) -> None:
    """Nothing is left to bill."""
    await service.end_subscription(session, event.subscription_id, "deleted")
