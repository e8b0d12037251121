"""What services and the operations on them brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.deployments import OperationEvent, ServiceEvent
from app.features.accounts import service as accounts
from app.features.deployments import service
from app.features.deployments.audit import WORDS, AuditAction
from app.features.deployments.dao.erasing import OBSTACLES
from app.features.deployments.dao.export import EXPORT
from app.features.deployments.dao.invariants import INVARIANTS
from app.features.deployments.dao.reads import SEARCHED, STAFF_SEARCHED
from app.features.deployments.models import Operation, Service, ServiceStatus
from app.features.nodes import service as nodes
from app.manifest import AuditTarget, Feature, Searchable

_ALL = frozenset({Permission.SERVICES_READ, Permission.SERVICES_MANAGE, Permission.SERVICES_DELETE})

feature = Feature(
    routers=("services", "operations", "admin", "node_images"),
    tags={"services": "What the customer runs, and the operations that change it."},
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "service": AuditTarget(
            col(Service.id), col(Service.hostname), col(Service.status) != ServiceStatus.DELETED
        ),
        "operation": AuditTarget(col(Operation.id)),
    },
    event_access={
        ServiceEvent: Permission.SERVICES_READ,
        OperationEvent: Permission.SERVICES_READ,
    },
    answers=(
        accounts.owns_services.answered_by(service.owns_services),
        nodes.list_drivers.answered_by(service.list_drivers),
        nodes.check_settings.answered_by(service.check_settings),
        nodes.examine.answered_by(service.examine),
    ),
    search=(
        Searchable(Permission.SERVICES_READ, SEARCHED),
        Searchable(Permission.SERVICES_READ, STAFF_SEARCHED, staff=True),
    ),
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
