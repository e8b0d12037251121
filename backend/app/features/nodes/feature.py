"""What the machines that host services brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.events.nodes import NodeEvent
from app.features.nodes.audit import AuditAction
from app.features.nodes.dao import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("admin",),
    audit_actions=AuditAction,
    event_access={NodeEvent: Permission.NODES_READ},
    invariants=INVARIANTS,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.NODES_READ},
        BuiltInRole.OPERATOR: {Permission.NODES_READ, Permission.NODES_MANAGE},
    },
)
