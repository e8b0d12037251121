"""What of settings leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    SETTINGS_CHANGED = "settings.changed"
    MAIL_TESTED = "settings.mail_tested"
    PAYMENTS_TESTED = "settings.payments_tested"
    BACKUPS_TESTED = "settings.backups_tested"


_GROUPS = {
    "backups": Text("backups", "резервные копии"),
    "brand": Text("brand", "бренд"),
    "checklist": Text("first steps", "первые шаги"),
    "company": Text("company", "компания"),
    "locale": Text("language and currency", "язык и валюта"),
    "mail": Text("mail", "почта"),
    "payments": Text("payments", "платежи"),
    "registration": Text("registration", "регистрация"),
    "retention": Text("retention", "сроки хранения"),
}
_LANGUAGES = {"en": Text("English", "английский"), "ru": Text("Russian", "русский")}
_ENCRYPTION = {
    "none": Text("none", "нет"),
    "starttls": Text("STARTTLS", "STARTTLS"),
    "tls": Text("TLS", "TLS"),
}
_RULES = {
    "open": Text("open", "открыта"),
    "invite": Text("by invitation", "по приглашениям"),
    "closed": Text("closed", "закрыта"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.SETTINGS_CHANGED: Sentence(
            "{actor} changed the settings: {group}", "{actor}: изменение настроек: {group}"
        ),
        AuditAction.MAIL_TESTED: Sentence(
            "{actor} sent a test email", "{actor}: отправка пробного письма"
        ),
        AuditAction.PAYMENTS_TESTED: Sentence(
            "{actor} tested the payment provider", "{actor}: проверка платёжной системы"
        ),
        AuditAction.BACKUPS_TESTED: Sentence(
            "{actor} tested where backups go", "{actor}: проверка места для резервных копий"
        ),
    },
    details={
        "hidden": Detail("Hidden", "Скрыто"),
        "group": Detail("Settings", "Настройки", _GROUPS),
        "sent": Detail("Accepted by the server", "Принято сервером"),
        "recipient": Detail("Recipient", "Получатель"),
        "password": Detail("Password", "Пароль"),
        "name": Detail("Name", "Название"),
        "legal_name": Detail("Legal name", "Юридическое название"),
        "address": Detail("Address", "Адрес"),
        "tax_id": Detail("Tax number", "ИНН"),
        "registration_number": Detail("Registration number", "Регистрационный номер"),
        "bank_details": Detail("Bank details", "Банковские реквизиты"),
        "support_email": Detail("Support email", "Почта поддержки"),
        "support_phone": Detail("Support phone", "Телефон поддержки"),
        "accent": Detail("Accent colour", "Основной цвет"),
        "logo_light": Detail("Logo, light", "Логотип, светлый"),
        "logo_dark": Detail("Logo, dark", "Логотип, тёмный"),
        "language": Detail("Language", "Язык", _LANGUAGES),
        "country": Detail("Country", "Страна"),
        "currency": Detail("Currency", "Валюта"),
        "time_zone": Detail("Time zone", "Часовой пояс"),
        "host": Detail("Mail server", "Почтовый сервер"),
        "port": Detail("Port", "Порт"),
        "encryption": Detail("Encryption", "Шифрование", _ENCRYPTION),
        "username": Detail("User name", "Имя пользователя"),
        "sender": Detail("Sender", "Отправитель"),
        "rule": Detail("Registration", "Регистрация", _RULES),
        "domains": Detail("Allowed domains", "Разрешённые домены", kind="list"),
        "sign_in_log_days": Detail("Sign-in log, days", "Журнал входов, дней"),
        "address_log_days": Detail("Address log, days", "Журнал адресов, дней"),
        "audit_days": Detail("Audit log, days", "Журнал действий, дней"),
        "event_days": Detail("Events, days", "События, дней"),
        "job_days": Detail("Finished jobs, days", "Завершённые задания, дней"),
        "session_days": Detail("Ended sessions, days", "Завершённые сеансы, дней"),
        "mail_days": Detail("Sent emails, days", "Отправленные письма, дней"),
        "notification_days": Detail("Notifications, days", "Уведомления, дней"),
        "worked": Detail("It works", "Работает"),
        "provider": Detail("Payment provider", "Платёжная система"),
        "enabled": Detail("Payments are accepted", "Приём платежей"),
        "url": Detail("Address", "Адрес"),
        "api_key": Detail("API key", "Ключ API"),
        "webhook_secret": Detail("Webhook secret", "Секрет уведомлений"),
        "target": Detail("Where backups go", "Где хранятся копии"),
        "s3_endpoint": Detail("S3 address", "Адрес S3"),
        "s3_region": Detail("S3 region", "Регион S3"),
        "s3_access_key": Detail("S3 key id", "Идентификатор ключа S3"),
        "s3_secret_key": Detail("S3 secret", "Секрет S3"),
        "key": Detail("Encryption key", "Ключ шифрования"),
        "hours": Detail("Interval, hours", "Раз в столько часов"),
        "timeout_hours": Detail("Time limit, hours", "Не дольше, часов"),
        "keep_daily": Detail("Daily ones kept", "Хранить ежедневных"),
        "keep_weekly": Detail("Weekly ones kept", "Хранить еженедельных"),
        "keep_monthly": Detail("Monthly ones kept", "Хранить ежемесячных"),
    },
)
