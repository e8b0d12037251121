"""What the administration of background jobs brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.events.jobs import JobEvent
from app.features.jobs.audit import AuditAction
from app.manifest import Feature

feature = Feature(
    routers=("admin",),
    audit_actions=AuditAction,
    event_access={JobEvent: Permission.JOBS_READ},
    staff_grants={
        BuiltInRole.OPERATOR: {Permission.JOBS_READ, Permission.JOBS_RETRY},
    },
)
