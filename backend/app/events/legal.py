"""Events about legal documents and consents."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class LegalDocumentEvent(Event):
    """What every event about a version of a document says; a draft has no number yet."""

    type: ClassVar = "legal_document"

    document_id: UUID
    kind: str
    number: int | None = None


class LegalDraftChanged(LegalDocumentEvent):
    """A draft was written, edited or thrown away."""

    type: ClassVar = "legal_document.draft_changed"


class LegalDocumentPublished(LegalDocumentEvent):
    """A version is public from now on, and never changes."""

    type: ClassVar = "legal_document.published"


class ConsentGiven(Event):
    """A person accepted versions of documents."""

    type: ClassVar = "consent.given"

    user_id: UUID
    document_ids: list[UUID]
