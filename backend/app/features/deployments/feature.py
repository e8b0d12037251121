"""What services and the operations on them brings along."""

from app.auth.permissions import Permission
from app.events.deployments import OperationEvent, ServiceEvent
from app.features.deployments.dao.export import EXPORT
from app.features.deployments.dao.invariants import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("services", "operations", "admin"),
    event_access={
        ServiceEvent: Permission.SERVICES_READ,
        OperationEvent: Permission.SERVICES_READ,
    },
    invariants=INVARIANTS,
    export=EXPORT,
)
