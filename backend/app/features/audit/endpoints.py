"""The audit over HTTP."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse

from app.dao.query import PageRead
from app.features.audit import service
from app.features.audit.permissions import AuditReader, AuditStaff
from app.features.audit.schemas import (
    AdminAuditExportQuery,
    AdminAuditQuery,
    AdminAuditRead,
    AuditExportQuery,
    AuditQuery,
    AuditRead,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["audit"])
admin = Router(prefix="/admin", tags=["admin"])
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
_HEADERS = {"content-disposition": 'attachment; filename="audit.csv"'}


@read(
    router,
    "/audit",
    answer=PageRead[AuditRead],
    operation_id="audit_list",
    summary="What was done in the account",
)
async def list_audit(
    reads: Reads, reader: AuditReader, query: Annotated[AuditQuery, Query()]
) -> bytes:
    """List what members, programs and staff did to the account, the newest first."""
    return await service.page_audit(reads, reader, query)


@router.get(
    "/audit/export",
    operation_id="audit_export",
    summary="What was done, as a table",
    response_class=StreamingResponse,
    responses=_CSV,
)
async def export_audit(
    reads: Reads,
    session: Session,
    reader: AuditReader,
    query: Annotated[AuditExportQuery, Query()],
) -> StreamingResponse:
    """Send all that matches as CSV; that it was taken is recorded."""
    rows = await service.export_audit(session, reads, reader, query)
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=_HEADERS)


@read(
    admin,
    "/audit",
    answer=PageRead[AdminAuditRead],
    operation_id="admin_audit_list",
    summary="What was done by anybody",
)
async def list_all_audit(
    reads: Reads, _reader: AuditStaff, query: Annotated[AdminAuditQuery, Query()]
) -> bytes:
    """List every act, the newest first."""
    return await service.page_all_audit(reads, query)


@admin.get(
    "/audit/export",
    operation_id="admin_audit_export",
    summary="What was done by anybody, as a table",
    response_class=StreamingResponse,
    responses=_CSV,
)
async def export_all_audit(
    reads: Reads,
    session: Session,
    _reader: AuditStaff,
    query: Annotated[AdminAuditExportQuery, Query()],
) -> StreamingResponse:
    """Send all that matches as CSV; that it was taken is recorded."""
    rows = await service.export_all_audit(session, reads, query)
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=_HEADERS)
