"""What settings bring along."""

from app.auth.permissions import Permission
from app.core.settings import Settings
from app.events.settings import SettingsChanged
from app.features.settings.audit import WORDS, AuditAction
from app.features.settings.dao import DESCRIBED, MAIL_TESTED, PAYABLE
from app.manifest import ChecklistStep, Feature


def _takes_payments(environment: Settings) -> bool:
    return bool(
        environment.sandbox_payments_url
        and environment.sandbox_payments_secret
        and environment.sandbox_payments_webhook_secret
    )


feature = Feature(
    routers=("router", "admin", "checklist"),
    tags={
        "settings": "What the owner sets from the panel: company, mail, payments, backups and more."
    },
    audit_actions=AuditAction,
    audit_words=WORDS,
    event_access={SettingsChanged: Permission.SETTINGS_MANAGE},
    checklist=(
        ChecklistStep("company", 20, "/admin/settings", DESCRIBED),
        ChecklistStep("mail", 30, "/admin/settings/mail", MAIL_TESTED),
        ChecklistStep("payment", 70, "/admin/settings/payments", PAYABLE, _takes_payments),
    ),
)
