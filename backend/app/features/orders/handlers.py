"""Orders follow their invoice and their service."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.billing import InvoicePaid
from app.events.bus import on
from app.events.deployments import ServiceActivated, ServiceCreated
from app.features.orders import service


@on(
    InvoicePaid,
    formerly=("orders.follow_payment",),
    when=lambda event: event.order_id is not None,
)
async def mark_paid(session: AsyncSession, event: InvoicePaid) -> None:
    """Move the order of a paid invoice on; invoices of renewals have none."""
    if event.order_id is not None:
        await service.mark_paid(session, event.order_id)


@on(ServiceCreated, formerly=("orders.follow_service",))
async def link_service(session: AsyncSession, event: ServiceCreated) -> None:
    """Record which service the order is becoming."""
    await service.link_service(session, event.order_id, event.service_id)


@on(ServiceActivated, formerly=("orders.follow_activation",))
async def fulfil(session: AsyncSession, event: ServiceActivated) -> None:
    """Mark a paid order as fulfilled."""
    await service.fulfil(session, event.order_id, event.service_id)
