"""What checks of services and what they measured brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.monitoring import CheckEvent
from app.features.monitoring.dao.invariants import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    tags={"monitoring": "Measured use of services, and whether they answer."},
    event_access={CheckEvent: Permission.MONITORING_READ},
    invariants=INVARIANTS,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.MONITORING_READ},
        BuiltInRole.OPERATOR: {Permission.MONITORING_READ},
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.MONITORING_READ},
        MemberRole.TECHNICAL: {Permission.MONITORING_READ},
    },
    service_permissions={Permission.MONITORING_READ},
)
