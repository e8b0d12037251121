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
from app.events.jobs import JobDead
from app.events.orders import OrderPaid, OrderRefunded
from app.features.deployments import service


@on(OrderPaid)
async def deploy(session: AsyncSession, event: OrderPaid) -> None:
    """Create the service that was paid."""
    await service.create_for_order(session, event.order_id)


@on(OrderRefunded)
async def take_back(session: AsyncSession, event: OrderRefunded) -> None:
    """Delete the service whose money went back."""
    await service.end_for_order(session, event.order_id)


@on(SubscriptionActivated)
async def note_first_period(session: AsyncSession, event: SubscriptionActivated) -> None:
    """Show until when the service is paid."""
    await service.note_paid(session, event.subscription_id, event.paid_through)


@on(SubscriptionRenewed)
async def note_renewal(session: AsyncSession, event: SubscriptionRenewed) -> None:
    """Show until when the service is paid."""
    await service.note_paid(session, event.subscription_id, event.paid_through)


@on(SubscriptionSuspended)
async def suspend(session: AsyncSession, event: SubscriptionSuspended) -> None:
    """Stop the service that is not paid."""
    await service.suspend(session, event.subscription_id)


@on(SubscriptionResumed)
async def resume(session: AsyncSession, event: SubscriptionResumed) -> None:
    """Run the service that is paid again."""
    await service.note_paid(session, event.subscription_id, event.paid_through)
    await service.resume(session, event.subscription_id)


@on(SubscriptionEnded)
async def end(session: AsyncSession, event: SubscriptionEnded) -> None:
    """Delete the service of an ended subscription."""
    await service.end_for_subscription(session, event.subscription_id)


@on(JobDead)
async def fail_operation(session: AsyncSession, event: JobDead) -> None:
    """Fail the operation whose job gave up."""
    await service.job_died(session, event.job_id, event.task, event.error)
