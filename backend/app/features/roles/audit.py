"""What of staff roles leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    ROLE_MADE = "role.made"
    ROLE_CHANGED = "role.changed"
    ROLE_REMOVED = "role.removed"
    ROLE_ASSIGNED = "role.assigned"
    ROLE_WITHDRAWN = "role.withdrawn"
