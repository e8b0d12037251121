"""What of legal documents leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    DRAFT_SAVED = "legal_document.draft_saved"
    DRAFT_DELETED = "legal_document.draft_deleted"
    DOCUMENT_PUBLISHED = "legal_document.published"
    CONSENT_GIVEN = "consent.given"


_KINDS = {
    "terms": Text("terms of service", "условия обслуживания"),
    "privacy": Text("privacy policy", "политика конфиденциальности"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.DRAFT_SAVED: Sentence(
            "{actor} saved a draft: {kind}", "{actor}: сохранение черновика: {kind}"
        ),
        AuditAction.DRAFT_DELETED: Sentence(
            "{actor} deleted a draft: {kind}", "{actor}: удаление черновика: {kind}"
        ),
        AuditAction.DOCUMENT_PUBLISHED: Sentence(
            "{actor} published version {number}: {kind}",
            "{actor}: публикация версии {number}: {kind}",
        ),
        AuditAction.CONSENT_GIVEN: Sentence(
            "{actor} accepted legal documents", "{actor}: согласие с документами"
        ),
    },
    details={
        "kind": Detail("Document", "Документ", _KINDS),
        "number": Detail("Version", "Версия"),
        "requires_consent": Detail("Customers are asked to accept", "Клиентов просят принять"),
        "changed": HIDDEN,
        "effective_at": Detail("In force since", "Действует с", kind="moment"),
        "documents": HIDDEN,
    },
)
