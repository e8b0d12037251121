"""What the audit log brings along."""

from app.auth.permissions import Permission
from app.auth.roles import MemberRole
from app.features.audit.audit import WORDS, AuditAction
from app.features.audit.dao import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    tags={"audit": "What was done in the account, by whom and from where."},
    audit_actions=AuditAction,
    audit_words=WORDS,
    export=EXPORT,
    member_grants={
        MemberRole.ADMIN: {Permission.AUDIT_READ},
    },
)
