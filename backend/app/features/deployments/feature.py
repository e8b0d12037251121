"""What services and the operations on them brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.deployments import OperationEvent, ServiceEvent
from app.features.accounts import service as accounts
from app.features.deployments import service
from app.features.deployments.audit import AuditAction
from app.features.deployments.dao.erasing import OBSTACLES
from app.features.deployments.dao.export import EXPORT
from app.features.deployments.dao.invariants import INVARIANTS
from app.manifest import Feature

_ALL = frozenset({Permission.SERVICES_READ, Permission.SERVICES_MANAGE, Permission.SERVICES_DELETE})

feature = Feature(
    routers=("services", "operations", "admin"),
    audit_actions=AuditAction,
    event_access={
        ServiceEvent: Permission.SERVICES_READ,
        OperationEvent: Permission.SERVICES_READ,
    },
    answers=(accounts.owns_services.answered_by(service.owns_services),),
    invariants=INVARIANTS,
    export=EXPORT,
    erasure_obstacles=OBSTACLES,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.SERVICES_READ},
        BuiltInRole.BILLING: {Permission.SERVICES_READ},
        BuiltInRole.OPERATOR: {Permission.SERVICES_READ, Permission.SERVICES_MANAGE},
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.SERVICES_READ},
        MemberRole.BILLING: {Permission.SERVICES_READ},
        MemberRole.TECHNICAL: {
            Permission.SERVICES_READ,
            Permission.SERVICES_MANAGE,
            Permission.SERVICES_DELETE,
        },
    },
    service_permissions={
        Permission.SERVICES_READ,
        Permission.SERVICES_MANAGE,
        Permission.SERVICES_DELETE,
    },
)
