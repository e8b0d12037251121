"""What of a person's data leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Sentence


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    DATA_EXPORTED = "data.exported"
    DATA_ERASED = "data.erased"


WORDS = AuditWords(
    sentences={
        AuditAction.DATA_EXPORTED: Sentence(
            "{actor} asked for a copy of their personal data",
            "{actor}: запрос копии личных данных",
        ),
        AuditAction.DATA_ERASED: Sentence(
            "{actor} erased their personal data", "{actor}: удаление личных данных"
        ),
    },
    details={"export_id": HIDDEN, "accounts": HIDDEN},
)
