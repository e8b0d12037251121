"""A document in force and the draft of another."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.features.legal.models import LegalDocument, LegalKind

_BODY = {"ru": "Текст", "en": "Text"}


async def make_legal_documents(session: AsyncSession) -> dict[str, UUID | str]:
    """Publish terms and begin a privacy policy; return what names them, by slot."""
    now = clock.now()
    terms = LegalDocument(
        kind=LegalKind.TERMS, number=1, body=_BODY, published_at=now, effective_at=now
    )
    draft = LegalDocument(kind=LegalKind.PRIVACY, body=_BODY)
    session.add_all([terms, draft])
    await session.flush()
    return {
        "legal_kind": "terms",
        "legal_number": "1",
        "terms_id": terms.id,
        "document_id": draft.id,
    }
