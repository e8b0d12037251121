"""What of the audit itself leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    AUDIT_EXPORTED = "audit.exported"
    AUDIT_PRUNED = "audit.pruned"
