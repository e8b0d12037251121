"""Images over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.catalog import service
from app.features.catalog.models import CatalogStatus
from app.features.catalog.permissions import CatalogManager, CatalogReader
from app.features.catalog.schemas import (
    AdminImageRead,
    ImageCreate,
    ImagePatch,
    ImageQuery,
    Order,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

admin = Router(prefix="/admin", tags=["admin"])


@read(
    admin,
    "/images",
    answer=PageRead[AdminImageRead],
    operation_id="admin_images_list",
    summary="Images in whatever status",
)
async def list_images(
    reads: Reads, reader: CatalogReader, query: Annotated[ImageQuery, Query()]
) -> bytes:
    """List images in the order they are displayed."""
    return await service.page_images(reads, reader, query)


@read(
    admin,
    "/images/{image_id}",
    answer=AdminImageRead,
    operation_id="admin_images_read",
    summary="One image",
)
async def read_image(reads: Reads, reader: CatalogReader, image_id: UUID) -> bytes:
    """Return one image."""
    return await service.read_image(reads, reader, image_id)


@admin.post("/images", operation_id="admin_images_create", summary="Make an image", status_code=201)
async def create_image(
    body: ImageCreate, session: Session, manager: CatalogManager
) -> AdminImageRead:
    """Make an image: a draft, the last in the order of display."""
    return await service.create_image(session, manager, body)


@admin.patch("/images/{image_id}", operation_id="admin_images_update", summary="Change an image")
async def update_image(
    image_id: UUID,
    body: ImagePatch,
    session: Session,
    manager: CatalogManager,
    expected: ExpectedVersion,
) -> AdminImageRead:
    """Change what is given; refused where somebody else changed it meanwhile."""
    return await service.update_image(session, manager, image_id, body, expected)


@admin.post(
    "/images/{image_id}/actions/publish",
    operation_id="admin_images_publish",
    summary="Sell an image",
)
async def publish_image(
    image_id: UUID, session: Session, manager: CatalogManager
) -> AdminImageRead:
    """Let it be ordered; with plans that are sold with it."""
    return await service.set_image_status(session, manager, image_id, CatalogStatus.ON_SALE)


@admin.post(
    "/images/{image_id}/actions/hide",
    operation_id="admin_images_hide",
    summary="Take an image off sale",
)
async def hide_image(image_id: UUID, session: Session, manager: CatalogManager) -> AdminImageRead:
    """Let it not be ordered for the time being; what was sold runs on."""
    return await service.set_image_status(session, manager, image_id, CatalogStatus.HIDDEN)


@admin.post(
    "/images/{image_id}/actions/retire",
    operation_id="admin_images_retire",
    summary="Never sell an image again",
)
async def retire_image(image_id: UUID, session: Session, manager: CatalogManager) -> AdminImageRead:
    """Sell it never again; what was sold runs on."""
    return await service.set_image_status(session, manager, image_id, CatalogStatus.RETIRED)


@admin.post(
    "/images/actions/reorder",
    operation_id="admin_images_reorder",
    summary="Display images in this order",
    status_code=204,
)
async def reorder_images(body: Order, session: Session, _manager: CatalogManager) -> None:
    """Put all images that are not retired into this order."""
    await service.reorder_images(session, body)
