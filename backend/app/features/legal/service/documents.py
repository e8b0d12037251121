"""Use cases of documents, for staff: a draft is written, then published for good."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.dao.version import Expected
from app.events.audit import AuditEntry, Target, record
from app.events.legal import LegalDocumentEvent, LegalDocumentPublished, LegalDraftChanged
from app.events.outbox import publish
from app.features.legal.audit import AuditAction
from app.features.legal.dao import LegalDocumentDAO, document_reads
from app.features.legal.errors import (
    LegalDateTakenError,
    LegalDocumentPublishedError,
    LegalTextMissingError,
)
from app.features.legal.models import LegalDocument
from app.features.legal.schemas import (
    LegalAction,
    LegalDocumentCreate,
    LegalDocumentQuery,
    LegalDocumentRead,
    LegalDocumentTextRead,
    LegalDocumentUpdate,
    LegalPublish,
    LegalText,
)
from app.features.legal.service.public import rendered


def _may(staff: Principal) -> frozenset[LegalAction]:
    held = Permission.SETTINGS_MANAGE in staff.staff_permissions
    return frozenset(LegalAction) if held else frozenset()


async def read_page(reads: Reads, staff: Principal, query: LegalDocumentQuery) -> bytes:
    """Page of `LegalDocumentRead`."""
    return await document_reads(_may(staff)).page(reads, query, Scope.all())


async def read_document(
    session: AsyncSession, staff: Principal, document_id: UUID
) -> LegalDocumentTextRead:
    """Return a version with its text; raises NotFoundError."""
    await session.flush()
    reads = TransactionReads(session)
    found = await document_reads(_may(staff)).get(reads, document_id, Scope.all())
    document = await LegalDocumentDAO(session).get(document_id)
    return LegalDocumentTextRead(
        **LegalDocumentRead.model_validate_json(found).model_dump(),
        body=LegalText(**document.body),
        html=rendered(document),
    )


async def create_draft(
    session: AsyncSession, staff: Principal, new: LegalDocumentCreate
) -> LegalDocumentTextRead:
    """Begin a draft, with the text of the newest version; raises LegalDraftExistsError."""
    dao = LegalDocumentDAO(session)
    newest = await dao.newest(new.kind)
    body = new.body or LegalText(**(newest.body if newest else {}))
    draft = await dao.add(
        LegalDocument(
            kind=new.kind,
            body=body.model_dump(),
            requires_consent=new.requires_consent,
            author_id=staff.user_id,
        )
    )
    await _note(session, draft, AuditAction.DRAFT_SAVED)
    return await read_document(session, staff, draft.id)


async def update_draft(
    session: AsyncSession,
    staff: Principal,
    document_id: UUID,
    wanted: LegalDocumentUpdate,
    expected: Expected,
) -> LegalDocumentTextRead:
    """Write a draft anew.

    Raises NotFoundError, PreconditionFailedError, LegalDocumentPublishedError.
    """
    draft = await _lock_draft(session, document_id, expected)
    changes = {
        name: value for name, value in wanted.model_dump().items() if getattr(draft, name) != value
    }
    if changes:
        draft = await LegalDocumentDAO(session).patch(document_id, changes)
        await _note(session, draft, AuditAction.DRAFT_SAVED, changed=sorted(changes))
    return await read_document(session, staff, document_id)


async def delete_draft(session: AsyncSession, document_id: UUID) -> None:
    """Throw a draft away; raises NotFoundError, LegalDocumentPublishedError."""
    draft = await _lock_draft(session, document_id, Expected())
    await _note(session, draft, AuditAction.DRAFT_DELETED)
    await LegalDocumentDAO(session).remove(document_id)


async def publish_draft(
    session: AsyncSession,
    staff: Principal,
    document_id: UUID,
    wanted: LegalPublish,
    expected: Expected,
) -> LegalDocumentTextRead:
    """Give a draft the next number and make it public.

    Raises NotFoundError, PreconditionFailedError, LegalDocumentPublishedError,
    LegalTextMissingError and LegalDateTakenError.
    """
    dao = LegalDocumentDAO(session)
    draft = await _lock_draft(session, document_id, expected)
    for locale, text in draft.body.items():
        if not text:
            raise LegalTextMissingError(locale=locale)
    now, newest = await dao.moment(), await dao.newest(draft.kind)
    effective_at = wanted.effective_at or now
    earliest = max(now, newest.effective_at or now) if newest else now
    if effective_at < earliest:
        raise LegalDateTakenError
    changes = {
        "number": (newest.number or 0) + 1 if newest else 1,
        "published_at": now,
        "effective_at": effective_at,
        "author_id": staff.user_id,
    }
    published = await dao.patch(document_id, changes)
    await _note(
        session,
        published,
        AuditAction.DOCUMENT_PUBLISHED,
        LegalDocumentPublished,
        effective_at=effective_at.isoformat(),
    )
    return await read_document(session, staff, document_id)


async def _lock_draft(
    session: AsyncSession, document_id: UUID, expected: Expected
) -> LegalDocument:
    draft = await LegalDocumentDAO(session).lock(document_id)
    if draft.number is not None:
        raise LegalDocumentPublishedError
    expected.check(draft)
    return draft


async def _note(
    session: AsyncSession,
    document: LegalDocument,
    action: AuditAction,
    event: type[LegalDocumentEvent] = LegalDraftChanged,
    **more: Any,  # noqa: ANN401  plain JSON
) -> None:
    said = {"kind": document.kind, "number": document.number}
    target = Target("legal_document", document.id)
    changes = {**said, "requires_consent": document.requires_consent, **more}
    await record(session, AuditEntry(action, target=target, changes=changes))
    await publish(session, event(document_id=document.id, **said), account_id=None)
