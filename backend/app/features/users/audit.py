"""What of who people are and how they sign in leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    SIGNED_IN = "session.created"
    SESSION_REVOKED = "session.revoked"
    SESSIONS_REVOKED = "sessions.revoked"
    IDENTITY_PROVEN = "identity.proven"
    PASSWORD_CHANGED = "password.changed"
    PASSWORD_RESET = "password.reset"
    EMAIL_CHANGED = "email.changed"
    PHONE_CHANGED = "phone.changed"
    PROFILE_CHANGED = "profile.changed"
    TOTP_ENABLED = "totp.enabled"
    TOTP_DISABLED = "totp.disabled"
    RECOVERY_CODES_MADE = "recovery_codes.made"
    RECOVERY_CODE_USED = "recovery_code.used"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    SECOND_FACTOR_RESET = "second_factor.reset"


_METHODS = {
    "password": Text("password", "пароль"),
    "totp": Text("authenticator app", "приложение-аутентификатор"),
    "recovery_code": Text("recovery code", "резервный код"),
    "passkey": Text("passkey", "ключ доступа"),
}
_FIELDS = {
    "name": Text("name", "имя"),
    "locale": Text("language", "язык"),
    "time_zone": Text("time zone", "часовой пояс"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.SIGNED_IN: Sentence("{actor} signed in", "{actor}: вход в систему"),
        AuditAction.SESSION_REVOKED: Sentence(
            "{actor} ended one of their sessions", "{actor}: завершение одного из сеансов"
        ),
        AuditAction.SESSIONS_REVOKED: Sentence(
            "{actor} ended all other sessions of {target|a person}",
            "{actor}: завершение остальных сеансов, {target|человек}",
        ),
        AuditAction.IDENTITY_PROVEN: Sentence(
            "{actor} confirmed their identity", "{actor}: подтверждение личности"
        ),
        AuditAction.PASSWORD_CHANGED: Sentence(
            "{actor} changed their password", "{actor}: смена пароля"
        ),
        AuditAction.PASSWORD_RESET: Sentence(
            "The password of {target|a person} was reset by email",
            "Сброс пароля по почте: {target|человек}",
        ),
        AuditAction.EMAIL_CHANGED: Sentence(
            "{actor} changed the email address", "{actor}: смена адреса почты"
        ),
        AuditAction.PHONE_CHANGED: Sentence(
            "{actor} changed the phone number", "{actor}: смена номера телефона"
        ),
        AuditAction.PROFILE_CHANGED: Sentence(
            "{actor} changed their profile", "{actor}: изменение профиля"
        ),
        AuditAction.TOTP_ENABLED: Sentence(
            "{actor} turned on an authenticator app",
            "{actor}: подключение приложения-аутентификатора",
        ),
        AuditAction.TOTP_DISABLED: Sentence(
            "{actor} turned off the authenticator app",
            "{actor}: отключение приложения-аутентификатора",
        ),
        AuditAction.RECOVERY_CODES_MADE: Sentence(
            "{actor} created new recovery codes", "{actor}: создание новых резервных кодов"
        ),
        AuditAction.RECOVERY_CODE_USED: Sentence(
            "{target|A person} used a recovery code", "{target|Человек}: вход с резервным кодом"
        ),
        AuditAction.PASSKEY_ADDED: Sentence(
            "{actor} added the passkey {name}", "{actor}: добавление ключа доступа {name}"
        ),
        AuditAction.PASSKEY_REMOVED: Sentence(
            "{actor} removed the passkey {name}", "{actor}: удаление ключа доступа {name}"
        ),
        AuditAction.USER_DISABLED: Sentence(
            "{actor} blocked {target|a person}", "{actor}: блокировка, {target|человек}"
        ),
        AuditAction.USER_ENABLED: Sentence(
            "{actor} unblocked {target|a person}", "{actor}: снятие блокировки, {target|человек}"
        ),
        AuditAction.SECOND_FACTOR_RESET: Sentence(
            "{actor} reset the second factor of {target|a person}",
            "{actor}: сброс второго фактора, {target|человек}",
        ),
    },
    details={
        "method": Detail("Confirmed by", "Подтверждено", _METHODS),
        "ended": Detail("Sessions ended", "Завершено сеансов"),
        "email": Detail("Email", "Почта"),
        "phone": Detail("Phone", "Телефон"),
        "fields": Detail("Changed", "Изменено", _FIELDS, kind="list"),
        "avatar": Detail("Picture", "Фотография"),
        "name": Detail("Passkey", "Ключ доступа"),
    },
)
