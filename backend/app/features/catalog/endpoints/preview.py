"""The public page before something is on sale, for staff."""

from typing import Annotated

from fastapi import Query

from app.features.catalog import service
from app.features.catalog.permissions import CatalogReader
from app.features.catalog.schemas import CatalogPreviewQuery, CatalogPreviewRead
from app.web.dependencies import Reads
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin", tags=["admin"])


@read(
    admin,
    "/catalog/preview",
    answer=CatalogPreviewRead,
    operation_id="admin_catalog_preview_read",
    summary="The catalogue as the public page would show it",
)
async def read_preview(
    reads: Reads, _reader: CatalogReader, query: Annotated[CatalogPreviewQuery, Query()]
) -> bytes:
    """Return drafts and hidden ones too, each with its status, at the prices of a moment."""
    return await service.preview_catalog(reads, query)
