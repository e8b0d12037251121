"""When to look at a service: after whatever may change what it is entitled to."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.billing import (
    SubscriptionActivated,
    SubscriptionEnded,
    SubscriptionRenewed,
    SubscriptionResumed,
    SubscriptionSuspended,
)
from app.events.bus import on
from app.events.deployments import ServiceFailed
from app.events.jobs import JobDead
from app.events.orders import OrderPaid, OrderRefunded
from app.features.deployments import service


@on(OrderPaid)
async def deploy(session: AsyncSession, event: OrderPaid) -> None:
    """Create the service that was paid."""
    await service.create_for_order(session, event.order_id)


@on(OrderRefunded)
async def take_back(session: AsyncSession, event: OrderRefunded) -> None:
    """Leave nothing running of an order whose money went back."""
    await service.converge_order(session, event.order_id)


@on(SubscriptionActivated)
async def note_first_period(session: AsyncSession, event: SubscriptionActivated) -> None:
    """Show until when the service is paid."""
    await service.converge_subscription(session, event.subscription_id)


@on(SubscriptionRenewed)
async def note_renewal(session: AsyncSession, event: SubscriptionRenewed) -> None:
    """Show until when the service is paid."""
    await service.converge_subscription(session, event.subscription_id)


@on(SubscriptionSuspended)
async def suspend(session: AsyncSession, event: SubscriptionSuspended) -> None:
    """Stop the service if it is unpaid."""
    await service.converge_subscription(session, event.subscription_id)


@on(SubscriptionResumed)
async def resume(session: AsyncSession, event: SubscriptionResumed) -> None:
    """Run the service if it is paid."""
    await service.converge_subscription(session, event.subscription_id)


@on(SubscriptionEnded)
async def end(session: AsyncSession, event: SubscriptionEnded) -> None:
    """Delete the service if its subscription is over."""
    await service.converge_subscription(session, event.subscription_id)


# The end of a try records its failure itself; only jobs of the release before come here.
@on(ServiceFailed, formerly=("orders.record_failure",), when=lambda _event: False)
async def record_failure(session: AsyncSession, event: ServiceFailed) -> None:
    """Record at the order why its service could not be made, if that still stands."""
    await service.record_failure(session, event.service_id)


@on(JobDead)
async def fail_operation(session: AsyncSession, event: JobDead) -> None:
    """Fail the operation whose job gave up."""
    await service.job_died(session, event.job_id, event.task, event.error)
