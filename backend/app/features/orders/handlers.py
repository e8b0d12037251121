"""How orders follow the money and the service."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.billing import InvoicePaid
from app.events.bus import on
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceFailed
from app.features.orders import service


@on(InvoicePaid)
async def follow_payment(session: AsyncSession, event: InvoicePaid) -> None:
    """The invoice of an order is paid."""
    if event.order_id is not None:
        await service.mark_paid(session, event.order_id)


@on(ServiceCreated)
async def follow_service(session: AsyncSession, event: ServiceCreated) -> None:
    """The order is becoming a service."""
    await service.note_service(session, event.order_id, event.service_id)


@on(ServiceActivated)
async def follow_activation(session: AsyncSession, event: ServiceActivated) -> None:
    """What was ordered runs."""
    await service.fulfil(session, event.order_id, event.service_id)


@on(ServiceFailed)
async def follow_failure(session: AsyncSession, event: ServiceFailed) -> None:
    """What was ordered could not be made."""
    await service.note_failure(session, event.order_id, event.code)
