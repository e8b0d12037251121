"""What of backups leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import AuditWords, Sentence


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    BACKUP_REQUESTED = "backup.requested"
    BACKUP_MADE = "backup.made"
    BACKUP_FAILED = "backup.failed"


WORDS = AuditWords(
    sentences={
        AuditAction.BACKUP_REQUESTED: Sentence(
            "{actor} started a {target|backup}", "{actor}: запуск {target|резервного копирования}"
        ),
        AuditAction.BACKUP_MADE: Sentence(
            "A {target|backup} was made", "Сделана {target|резервная копия}"
        ),
        AuditAction.BACKUP_FAILED: Sentence(
            "A {target|backup} failed", "Ошибка {target|резервного копирования}"
        ),
    },
)
