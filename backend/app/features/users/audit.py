"""What of who people are and how they sign in leaves a row in the audit."""

from app.events.audit import BaseAuditAction


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
