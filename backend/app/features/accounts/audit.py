"""What of accounts, their members and tokens leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    MEMBER_INVITED = "member.invited"
    INVITATION_REVOKED = "invitation.revoked"
    MEMBER_JOINED = "member.joined"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    ACCOUNT_CHANGED = "account.changed"
    OWNERSHIP_TRANSFERRED = "ownership.transferred"
    TOKEN_MADE = "token.made"
    TOKEN_REVOKED = "token.revoked"
    IMPERSONATION_BEGUN = "impersonation.begun"
    IMPERSONATION_ENDED = "impersonation.ended"
