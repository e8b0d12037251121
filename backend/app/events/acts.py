"""Every act that leaves a row in the audit: `<noun>.<past verb>`."""

from enum import StrEnum


class Act(StrEnum):
    """What was done: to privileges, money, security, or as somebody else."""

    SIGNED_IN = "session.created"
    SESSION_REVOKED = "session.revoked"
    SESSIONS_REVOKED = "sessions.revoked"
    IDENTITY_PROVEN = "identity.proven"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105  the name of an act
    PASSWORD_RESET = "password.reset"  # noqa: S105  the name of an act
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

    MEMBER_INVITED = "member.invited"
    INVITATION_REVOKED = "invitation.revoked"
    MEMBER_JOINED = "member.joined"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    ACCOUNT_CHANGED = "account.changed"
    OWNERSHIP_TRANSFERRED = "ownership.transferred"
    TOKEN_MADE = "token.made"  # noqa: S105  the name of an act
    TOKEN_REVOKED = "token.revoked"  # noqa: S105  the name of an act
    IMPERSONATION_BEGUN = "impersonation.begun"
    IMPERSONATION_ENDED = "impersonation.ended"
    ACTED_AS_CUSTOMER = "impersonation.acted"

    ROLE_MADE = "role.made"
    ROLE_CHANGED = "role.changed"
    ROLE_REMOVED = "role.removed"
    ROLE_ASSIGNED = "role.assigned"
    ROLE_WITHDRAWN = "role.withdrawn"

    BALANCE_ADJUSTED = "balance.adjusted"
    INVOICE_PAID = "invoice.paid"
    PAYMENT_BEGUN = "payment.begun"
    INVOICE_REFUNDED = "invoice.refunded"
    TOP_UP_BEGUN = "top_up.begun"
    ORDER_PLACED = "order.placed"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_REFUNDED = "order.refunded"
    SERVICE_CHANGED = "service.changed"
    SERVICE_DELETED = "service.deleted"
    OPERATION_RETRIED = "operation.retried"
    NODE_CHANGED = "node.changed"
    JOB_RETRIED = "job.retried"

    DATA_EXPORTED = "data.exported"
    DATA_ERASED = "data.erased"
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_PRUNED = "audit.pruned"
