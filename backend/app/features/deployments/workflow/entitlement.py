"""What a service is entitled to: read from its order and its subscription as they are now.

Events only say that it is time to look. Whoever looks holds the service's lock, so the state that
is read is no older than the change whose event brought it here.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.billing import service as billing
from app.features.billing.schemas import Entitlement
from app.features.deployments.models import OperationKind, Service, ServiceStatus
from app.features.orders import service as orders

PAID = frozenset({"paid", "fulfilled"})
_SUSPENDABLE = frozenset({ServiceStatus.ACTIVE, ServiceStatus.STOPPED})


async def required_operation(session: AsyncSession, service: Service) -> OperationKind | None:
    """Return the operation that brings a locked service to what is paid; None where it is there.

    Keeps until when it is paid, too. An order whose money went back, like a subscription that
    ended, leaves nothing running; a hold of staff outweighs whatever is paid.
    """
    order = await orders.snapshot(session, service.order_id)
    subscription = await billing.subscription_state(session, service.subscription_id)
    service.paid_through = subscription.paid_through
    entitlement = subscription.entitlement if order.status in PAID else Entitlement.END
    if entitlement is Entitlement.END:
        return None if service.status is ServiceStatus.DELETED else OperationKind.DELETE
    if service.held or entitlement is Entitlement.SUSPEND:
        return OperationKind.SUSPEND if service.status in _SUSPENDABLE else None
    return OperationKind.RESUME if service.status is ServiceStatus.SUSPENDED else None
