"""What staff roles brings along."""

from app.auth.permissions import Permission
from app.events.roles import RoleChanged
from app.features.roles import service
from app.features.roles.audit import AuditAction
from app.manifest import Feature

feature = Feature(
    routers=("admin",),
    audit_actions=AuditAction,
    event_access={RoleChanged: Permission.ROLES_MANAGE},
    seed=service.seed,
)
