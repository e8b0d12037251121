"""What the audit log brings along."""

from app.auth.permissions import Permission
from app.auth.roles import MemberRole
from app.features.audit.audit import AuditAction
from app.features.audit.dao import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    audit_actions=AuditAction,
    export=EXPORT,
    member_grants={
        MemberRole.ADMIN: {Permission.AUDIT_READ},
    },
)
