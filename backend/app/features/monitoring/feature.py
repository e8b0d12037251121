"""What checks of services and what they measured brings along."""

from app.auth.permissions import Permission
from app.events.monitoring import CheckEvent
from app.features.monitoring.dao.invariants import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    event_access={CheckEvent: Permission.MONITORING_READ},
    invariants=INVARIANTS,
)
