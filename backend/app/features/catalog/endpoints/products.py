"""Products over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.catalog import service
from app.features.catalog.models import CatalogStatus
from app.features.catalog.permissions import CatalogManager, CatalogReader
from app.features.catalog.schemas import (
    AdminProductRead,
    Order,
    ProductCreate,
    ProductPatch,
    ProductQuery,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

admin = Router(prefix="/admin", tags=["admin"])


@read(
    admin,
    "/products",
    answer=PageRead[AdminProductRead],
    operation_id="admin_products_list",
    summary="Products in whatever status",
)
async def list_products(
    reads: Reads, reader: CatalogReader, query: Annotated[ProductQuery, Query()]
) -> bytes:
    """List products in the order they are displayed."""
    return await service.page_products(reads, reader, query)


@read(
    admin,
    "/products/{product_id}",
    answer=AdminProductRead,
    operation_id="admin_products_read",
    summary="One product",
)
async def read_product(reads: Reads, reader: CatalogReader, product_id: UUID) -> bytes:
    """Return one product."""
    return await service.read_product(reads, reader, product_id)


@admin.post(
    "/products", operation_id="admin_products_create", summary="Make a product", status_code=201
)
async def create_product(
    body: ProductCreate, session: Session, manager: CatalogManager
) -> AdminProductRead:
    """Make a product: a draft, the last in the order of display."""
    return await service.create_product(session, manager, body)


@admin.patch(
    "/products/{product_id}", operation_id="admin_products_update", summary="Change a product"
)
async def update_product(
    product_id: UUID,
    body: ProductPatch,
    session: Session,
    manager: CatalogManager,
    expected: ExpectedVersion,
) -> AdminProductRead:
    """Change what is given; refused where somebody else changed it meanwhile."""
    return await service.update_product(session, manager, product_id, body, expected)


@admin.post(
    "/products/{product_id}/actions/publish",
    operation_id="admin_products_publish",
    summary="Sell a product",
)
async def publish_product(
    product_id: UUID, session: Session, manager: CatalogManager
) -> AdminProductRead:
    """Let it be ordered; its plans are sold where they are published too."""
    return await service.set_product_status(session, manager, product_id, CatalogStatus.ON_SALE)


@admin.post(
    "/products/{product_id}/actions/hide",
    operation_id="admin_products_hide",
    summary="Take a product off sale",
)
async def hide_product(
    product_id: UUID, session: Session, manager: CatalogManager
) -> AdminProductRead:
    """Let it not be ordered for the time being; what was sold runs on."""
    return await service.set_product_status(session, manager, product_id, CatalogStatus.HIDDEN)


@admin.post(
    "/products/{product_id}/actions/retire",
    operation_id="admin_products_retire",
    summary="Never sell a product again",
)
async def retire_product(
    product_id: UUID, session: Session, manager: CatalogManager
) -> AdminProductRead:
    """Sell it never again; what was sold runs on."""
    return await service.set_product_status(session, manager, product_id, CatalogStatus.RETIRED)


@admin.post(
    "/products/actions/reorder",
    operation_id="admin_products_reorder",
    summary="Display products in this order",
    status_code=204,
)
async def reorder_products(body: Order, session: Session, _manager: CatalogManager) -> None:
    """Put all products that are not retired into this order."""
    await service.reorder_products(session, body)
