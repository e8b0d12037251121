"""What of background work leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    JOB_RETRIED = "job.retried"
