"""What backups bring along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.events.backups import BackupEvent, BackupFailed
from app.features.backups import service
from app.features.backups.audit import WORDS, AuditAction
from app.features.backups.dao import MADE
from app.features.backups.models import Backup
from app.manifest import (
    AuditTarget,
    Channel,
    ChecklistStep,
    Feature,
    MailGroup,
    MailTemplate,
    Reason,
    Resend,
    Rule,
    Tone,
    Variable,
    VariableKind,
    words,
)

feature = Feature(
    routers=("admin", "settings"),
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "backup": AuditTarget(col(Backup.id)),
    },
    event_access={BackupEvent: Permission.SETTINGS_MANAGE},
    checklist=(ChecklistStep("backup", 90, "/admin/backups", MADE),),
    notifications=(
        Rule(
            name="backup_failed",
            event=BackupFailed,
            data=service.failed,
            channels=frozenset({Channel.EMAIL}),
            tone=Tone.CRITICAL,
        ),
    ),
    mail_templates=(
        MailTemplate(
            name="backup_failed",
            title=words("Резервная копия не сделана", "Backup failed"),
            group=MailGroup.STAFF,
            reason=Reason.STAFF,
            resend=Resend.REFUSED,
            variables=(
                Variable(
                    name="error",
                    about=words("Почему не удалось", "Why it failed"),
                    sample="The backup target is away.",
                ),
                Variable(
                    name="backups_url",
                    kind=VariableKind.PAGE,
                    source="/admin/backups",
                    about=words("Страница копий", "The backups page"),
                    sample={},
                ),
            ),
        ),
    ),
)
