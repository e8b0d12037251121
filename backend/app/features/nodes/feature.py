"""What the machines that host services brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.events.nodes import NodeEvent, NodeTested
from app.features.nodes.audit import WORDS, AuditAction
from app.features.nodes.dao import INVARIANTS, READY
from app.features.nodes.models import Node
from app.manifest import AuditTarget, ChecklistStep, Feature

feature = Feature(
    routers=("admin",),
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "node": AuditTarget(col(Node.id), col(Node.name)),
    },
    event_access={NodeEvent: Permission.NODES_READ, NodeTested: Permission.NODES_READ},
    checklist=(ChecklistStep("node", 40, "/admin/nodes", READY),),
    invariants=INVARIANTS,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.NODES_READ},
        BuiltInRole.OPERATOR: {Permission.NODES_READ, Permission.NODES_MANAGE},
    },
)
