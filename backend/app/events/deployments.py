"""Events about services and the operations on them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class ServiceEvent(Event):
    """What every event about a service says of it."""

    type: ClassVar = "service"

    service_id: UUID
    order_id: UUID
    subscription_id: UUID
    hostname: str


class ServiceCreated(ServiceEvent):
    """The service exists and is being provisioned."""

    type: ClassVar = "service.created"


class ServiceActivated(ServiceEvent):
    """The service passed its health check for the first time and is the customer's."""

    type: ClassVar = "service.activated"

    address: str


class ServiceStopped(ServiceEvent):
    """The customer stopped the service."""

    type: ClassVar = "service.stopped"


class ServiceStarted(ServiceEvent):
    """The customer started the service again."""

    type: ClassVar = "service.started"


class ServiceSuspended(ServiceEvent):
    """The service was stopped because it is not paid, or because staff hold it."""

    type: ClassVar = "service.suspended"

    held: bool = False


class ServiceResumed(ServiceEvent):
    """The service runs again after its suspension."""

    type: ClassVar = "service.resumed"

    released: bool = False


class ServiceHeld(ServiceEvent):
    """Staff suspended the service, paid or not; the customer may read why."""

    type: ClassVar = "service.held"

    reason: str


class ServiceReleased(ServiceEvent):
    """Staff ended their suspension; `unpaid` where it stays suspended until it is paid."""

    type: ClassVar = "service.released"

    unpaid: bool


class ServiceCancelled(ServiceEvent):
    """Staff ended the agreement: at once, or where it says so at the end of the paid period."""

    type: ClassVar = "service.cancelled"

    reason: str
    ends_at: datetime | None = None


class ServiceOperated(ServiceEvent):
    """Staff began to start, stop or restart the service."""

    type: ClassVar = "service.operated"

    action: str


class ServiceDeleted(ServiceEvent):
    """Nothing of the service is left on any node."""

    type: ClassVar = "service.deleted"


class ServiceFailed(ServiceEvent):
    """The service could not be provisioned; `code` says why."""

    type: ClassVar = "service.failed"

    code: str


class OperationEvent(Event):
    """What every event about an operation says of it; progress in percent."""

    type: ClassVar = "operation"

    operation_id: UUID
    service_id: UUID
    kind: str
    step: str
    progress: int


class OperationProgressed(OperationEvent):
    """A step began or ended."""

    type: ClassVar = "operation.progressed"


class OperationSucceeded(OperationEvent):
    """The operation did what it was for."""

    type: ClassVar = "operation.succeeded"


class OperationFailed(OperationEvent):
    """The operation gave up and cleaned up after itself; `code` says why."""

    type: ClassVar = "operation.failed"

    code: str
