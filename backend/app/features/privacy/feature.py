"""What data exports and erasure brings along."""

from app.auth.permissions import Permission
from app.events.privacy import DataExportReady, PersonErased
from app.features.privacy import service
from app.features.privacy.audit import WORDS, AuditAction
from app.features.privacy.dao.exports import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("router",),
    audit_actions=AuditAction,
    audit_words=WORDS,
    event_access=dict.fromkeys((DataExportReady, PersonErased), Permission.ACCOUNTS_READ),
    invariants=INVARIANTS,
    credentials=service.CREDENTIALS,
)
