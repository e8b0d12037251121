"""What of the audit itself leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    AUDIT_EXPORTED = "audit.exported"
    AUDIT_PRUNED = "audit.pruned"


WORDS = AuditWords(
    sentences={
        AuditAction.AUDIT_EXPORTED: Sentence(
            "{actor} exported the log", "{actor}: выгрузка журнала"
        ),
        AuditAction.AUDIT_PRUNED: Sentence(
            "Old records of the log were removed", "Удалены старые записи журнала"
        ),
    },
    details={
        "filters": HIDDEN,
        "through": Detail("Up to record number", "До записи номер"),
        "rows": Detail("Records", "Записей"),
    },
)
