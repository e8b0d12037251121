"""What of e-mails leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    TEMPLATE_CHANGED = "mail_template.changed"
    TEMPLATE_RESET = "mail_template.reset"
    TEMPLATE_TESTED = "mail_template.tested"
    MAIL_RESENT = "mail.resent"
    MAIL_RETRIED = "mail.retried"
    MAILS_RETRIED = "mails.retried"


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
        AuditAction.MAIL_RESENT: Sentence(
            "{actor} sent an email to {target|somebody} again ({template})",
            "{actor}: повторная отправка письма, {target|получатель} ({template})",
        ),
        AuditAction.MAIL_RETRIED: Sentence(
            "{actor} retried a failed email to {target|somebody} ({template})",
            "{actor}: новая попытка отправить письмо, {target|получатель} ({template})",
        ),
        AuditAction.MAILS_RETRIED: Sentence(
            "{actor} retried all failed emails since {since}",
            "{actor}: новая попытка отправить все неотправленные письма с {since}",
        ),
    },
    details={
        "since": Detail("Since", "С какого времени", kind="moment"),
        "failed": Detail("Failed emails", "Не отправлено писем"),
        "template": Detail("Mail template", "Шаблон письма"),
        "language": Detail("Language", "Язык", _LANGUAGES),
        "subject": Detail("Subject", "Тема"),
        "body": Detail("Text", "Текст"),
    },
)
