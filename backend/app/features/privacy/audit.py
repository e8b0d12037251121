"""What of a person's data leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    DATA_EXPORTED = "data.exported"
    DATA_ERASED = "data.erased"
