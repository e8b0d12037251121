"""Legal documents over HTTP: read by everybody, accepted by people, written by staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, status

from app.auth.dependencies import PUBLIC, PersonOnly
from app.features.legal import service
from app.features.legal.permissions import LegalManager, LegalReader
from app.features.legal.schemas import (
    ConsentCreate,
    ConsentsRead,
    LegalDocumentCreate,
    LegalDocumentPage,
    LegalDocumentQuery,
    LegalDocumentTextRead,
    LegalDocumentUpdate,
    LegalIndexRead,
    LegalKind,
    LegalPublish,
    LegalVersionTextRead,
)
from app.web.client import client_ip
from app.web.dependencies import Reads, Session
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

router = Router(tags=["legal"])
admin = Router(prefix="/admin/legal-documents", tags=["admin"])


@router.get(
    "/public/legal-documents",
    operation_id="legal_documents_public_list",
    summary="Terms and other documents",
    dependencies=[PUBLIC],
)
async def read_index(session: Session) -> LegalIndexRead:
    """List the documents with the versions that are in force, come and were."""
    return await service.read_index(session)


@router.get(
    "/public/legal-documents/{kind}/versions/{number}",
    operation_id="legal_documents_public_read",
    summary="One version of a document",
    dependencies=[PUBLIC],
)
async def read_version(
    kind: LegalKind, number: Annotated[int, Path(ge=1, le=2_147_483_647)], session: Session
) -> LegalVersionTextRead:
    """Return its text in every language; it never changes."""
    return await service.read_version(session, kind, number)


@router.get("/me/consents", operation_id="me_consents_list", summary="One's own consents")
async def read_consents(principal: PersonOnly, session: Session) -> ConsentsRead:
    """Return what the person accepted, and what they are asked to accept."""
    return await service.read_consents(session, principal.user_id)


@router.post(
    "/me/consents", operation_id="me_consents_create", summary="Accept documents", status_code=201
)
async def accept(
    body: ConsentCreate, request: Request, principal: PersonOnly, session: Session
) -> ConsentsRead:
    """Record that the person accepts versions in force: which, when, and from which address."""
    ip = client_ip(request.scope)
    return await service.accept(session, principal.user_id, body.document_ids, ip)


@read(
    admin,
    "",
    answer=LegalDocumentPage,
    operation_id="admin_legal_documents_list",
    summary="Versions of legal documents",
)
async def list_documents(
    reads: Reads, reader: LegalReader, query: Annotated[LegalDocumentQuery, Query()]
) -> bytes:
    """List versions and drafts, the newest first."""
    return await service.read_page(reads, reader, query)


@admin.get(
    "/{document_id}",
    operation_id="admin_legal_documents_read",
    summary="A version with its text",
)
async def read_document(
    document_id: UUID, session: Session, reader: LegalReader
) -> LegalDocumentTextRead:
    """Return what was typed, and the HTML it makes."""
    return await service.read_document(session, reader, document_id)


@admin.post(
    "",
    operation_id="admin_legal_documents_create",
    summary="Begin a draft",
    status_code=status.HTTP_201_CREATED,
    dependencies=[KEY_REQUIRED],
)
async def create_draft(
    body: LegalDocumentCreate, session: Session, manager: LegalManager
) -> LegalDocumentTextRead:
    """Begin the next version; one draft of each document at a time."""
    return await service.create_draft(session, manager, body)


@admin.put(
    "/{document_id}", operation_id="admin_legal_documents_update", summary="Write a draft anew"
)
async def update_draft(
    document_id: UUID,
    body: LegalDocumentUpdate,
    session: Session,
    manager: LegalManager,
    expected: ExpectedVersion,
) -> LegalDocumentTextRead:
    """Replace the draft's text; refused where somebody else changed it meanwhile."""
    return await service.update_draft(session, manager, document_id, body, expected)


@admin.delete(
    "/{document_id}",
    operation_id="admin_legal_documents_delete",
    summary="Throw a draft away",
    status_code=status.HTTP_204_NO_CONTENT,
)
async def delete_draft(document_id: UUID, session: Session, _manager: LegalManager) -> None:
    """Delete a draft; a published version stays."""
    await service.delete_draft(session, document_id)


@admin.post(
    "/{document_id}/actions/publish",
    operation_id="admin_legal_documents_publish",
    summary="Publish a draft",
)
async def publish_draft(
    document_id: UUID,
    body: LegalPublish,
    session: Session,
    manager: LegalManager,
    expected: ExpectedVersion,
) -> LegalDocumentTextRead:
    """Make it public for good, in force at once or from a date."""
    return await service.publish_draft(session, manager, document_id, body, expected)
