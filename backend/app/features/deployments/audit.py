"""What of services and the operations on them leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    SERVICE_CHANGED = "service.changed"
    SERVICE_DELETED = "service.deleted"
    OPERATION_RETRIED = "operation.retried"
