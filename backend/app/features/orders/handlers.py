"""How orders follow the money and the service."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.billing import InvoicePaid
from app.events.bus import on
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceFailed
from app.features.orders import service


@on(InvoicePaid)
async def follow_payment(session: AsyncSession, fact: InvoicePaid) -> None:
    """The invoice of an order is paid."""
    if fact.order_id is not None:
        await service.mark_paid(session, fact.order_id)


@on(ServiceCreated)
async def follow_service(session: AsyncSession, fact: ServiceCreated) -> None:
    """The order is becoming a service."""
    await service.note_service(session, fact.order_id, fact.service_id)


@on(ServiceActivated)
async def follow_activation(session: AsyncSession, fact: ServiceActivated) -> None:
    """What was ordered runs."""
    await service.fulfil(session, fact.order_id, fact.service_id)


@on(ServiceFailed)
async def follow_failure(session: AsyncSession, fact: ServiceFailed) -> None:
    """What was ordered could not be made."""
    await service.note_failure(session, fact.order_id, fact.code)
