"""What e-mails and in-app notifications brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.notifications import MailTemplateBroken, NotificationAdded
from app.features.notifications.audit import WORDS, AuditAction
from app.features.notifications.dao.mails import INVARIANTS
from app.features.notifications.models import Mail
from app.features.notifications.service.mail_templates import MAIL_TEMPLATES
from app.features.notifications.service.rules import RULES
from app.manifest import AuditTarget, Feature

feature = Feature(
    routers=("router", "admin", "templates", "mails"),
    tags={
        "notifications": "What the person was told in the panel.",
        "mail": "The e-mails of the installation: what they say, and what became of each.",
    },
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={"mail": AuditTarget(col(Mail.id), col(Mail.recipient))},
    event_access={
        NotificationAdded: Permission.NOTIFICATIONS_READ,
        MailTemplateBroken: Permission.MAIL_TEMPLATES,
    },
    mail_templates=MAIL_TEMPLATES,
    invariants=INVARIANTS,
    notifications=RULES,
    staff_grants={
        BuiltInRole.SUPPORT: {
            Permission.NOTIFICATIONS_READ,
            Permission.MAIL_READ,
            Permission.MAIL_MANAGE,
        },
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.NOTIFICATIONS_READ},
        MemberRole.BILLING: {Permission.NOTIFICATIONS_READ},
        MemberRole.TECHNICAL: {Permission.NOTIFICATIONS_READ},
    },
    service_permissions={Permission.NOTIFICATIONS_READ},
)
