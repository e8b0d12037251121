"""What of e-mails leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    TEMPLATE_CHANGED = "mail_template.changed"
    TEMPLATE_RESET = "mail_template.reset"
    TEMPLATE_TESTED = "mail_template.tested"


_LANGUAGES = {"ru": Text("Russian", "русский"), "en": Text("English", "английский")}
WORDS = AuditWords(
    sentences={
        AuditAction.TEMPLATE_CHANGED: Sentence(
            "{actor} changed the mail template {template} ({language})",
            "{actor}: изменение шаблона письма {template} ({language})",
        ),
        AuditAction.TEMPLATE_RESET: Sentence(
            "{actor} reset the mail template {template} ({language})",
            "{actor}: сброс шаблона письма {template} ({language})",
        ),
        AuditAction.TEMPLATE_TESTED: Sentence(
            "{actor} sent the mail template {template} ({language}) as a test",
            "{actor}: пробная отправка шаблона письма {template} ({language})",
        ),
    },
    details={
        "template": Detail("Mail template", "Шаблон письма"),
        "language": Detail("Language", "Язык", _LANGUAGES),
        "subject": Detail("Subject", "Тема"),
        "body": Detail("Text", "Текст"),
    },
)
