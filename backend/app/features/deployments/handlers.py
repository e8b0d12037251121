"""What orders and billing tell, and what follows from it here."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.billing import (
    SubscriptionActivated,
    SubscriptionEnded,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionSuspended,
)
from app.events.bus import on
from app.events.orders import OrderPaid, OrderRefunded
from app.features.deployments import service


@on(OrderPaid)
async def deploy(session: AsyncSession, fact: OrderPaid) -> None:
    """Create the service that was paid."""
    await service.create_for_order(session, fact.order_id)


@on(OrderRefunded)
async def take_back(session: AsyncSession, fact: OrderRefunded) -> None:
    """Delete the service whose money went back."""
    await service.end_for_order(session, fact.order_id)


@on(SubscriptionActivated)
async def note_first_period(session: AsyncSession, fact: SubscriptionActivated) -> None:
    """Show until when the service is paid."""
    await service.note_paid(session, fact.subscription_id, fact.paid_through)


@on(SubscriptionRenewed)
async def note_renewal(session: AsyncSession, fact: SubscriptionRenewed) -> None:
    """Show until when the service is paid."""
    await service.note_paid(session, fact.subscription_id, fact.paid_through)


@on(SubscriptionSuspended)
async def suspend(session: AsyncSession, fact: SubscriptionSuspended) -> None:
    """Stop the service that is not paid."""
    await service.suspend(session, fact.subscription_id)


@on(SubscriptionResumed)
async def resume(session: AsyncSession, fact: SubscriptionResumed) -> None:
    """Run the service that is paid again."""
    await service.note_paid(session, fact.subscription_id, fact.paid_through)
    await service.resume(session, fact.subscription_id)


@on(SubscriptionEnded)
async def end(session: AsyncSession, fact: SubscriptionEnded) -> None:
    """Delete the service of an ended subscription."""
    await service.end_for_subscription(session, fact.subscription_id)
