"""What legal documents bring along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.events.legal import ConsentGiven, LegalDocumentEvent
from app.features.legal import service
from app.features.legal.audit import WORDS, AuditAction
from app.features.legal.dao import EXPORT
from app.features.legal.models import LegalDocument
from app.manifest import AuditTarget, Feature

feature = Feature(
    routers=("router", "admin"),
    tags={"legal": "Terms and other legal documents in versions, and consents to them."},
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={"legal_document": AuditTarget(col(LegalDocument.id))},
    event_access={
        LegalDocumentEvent: Permission.SETTINGS_MANAGE,
        ConsentGiven: Permission.ACCOUNTS_READ,
    },
    export=EXPORT,
    erase=service.erase,
)
