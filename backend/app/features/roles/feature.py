"""What staff roles brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.events.roles import RoleChanged
from app.features.roles import service
from app.features.roles.audit import WORDS, AuditAction
from app.features.roles.models import Role
from app.manifest import AuditTarget, Feature

feature = Feature(
    routers=("admin",),
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "role": AuditTarget(col(Role.id), col(Role.name)),
    },
    event_access={RoleChanged: Permission.ROLES_MANAGE},
    seed=service.seed,
)
