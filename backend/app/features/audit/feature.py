"""What the audit log brings along."""

from app.auth.permissions import Permission
from app.auth.roles import MemberRole
from app.features.audit.dao import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    export=EXPORT,
    member_grants={
        MemberRole.ADMIN: {Permission.AUDIT_READ},
    },
)
