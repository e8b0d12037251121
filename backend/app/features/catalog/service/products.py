"""Use cases of products, for staff."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.dao.version import Expected
from app.features.catalog.audit import AuditAction
from app.features.catalog.dao import ProductDAO, product_reads
from app.features.catalog.models import CatalogStatus, Product
from app.features.catalog.schemas import (
    AdminProductRead,
    Order,
    ProductCreate,
    ProductPatch,
    ProductQuery,
)
from app.features.catalog.service import changes


async def page_products(reads: Reads, staff: Principal, query: ProductQuery) -> bytes:
    """Page of `AdminProductRead`."""
    return await product_reads(changes.granted_actions(staff)).page(reads, query, Scope.all())


async def read_product(reads: Reads, staff: Principal, product_id: UUID) -> bytes:
    """`AdminProductRead`; raises NotFoundError."""
    return await product_reads(changes.granted_actions(staff)).get(reads, product_id, Scope.all())


async def create_product(
    session: AsyncSession, staff: Principal, payload: ProductCreate
) -> AdminProductRead:
    """Make a product, a draft and the last of all; raises SlugTakenError."""
    product_id = await add_product(session, payload)
    return await _read(session, staff, product_id)


async def add_product(session: AsyncSession, payload: ProductCreate) -> UUID:
    """Make a product and return its id; raises SlugTakenError."""
    products = ProductDAO(session)
    position = await products.next_position()
    product = await products.add(Product(**payload.model_dump(), position=position))
    await changes.note(session, product, AuditAction.PRODUCT_CREATED, {"kind": product.kind})
    return product.id


async def update_product(
    session: AsyncSession,
    staff: Principal,
    product_id: UUID,
    patch: ProductPatch,
    expected: Expected,
) -> AdminProductRead:
    """Change a product; raises NotFoundError, PreconditionFailedError, CatalogStatusError."""
    await edit_product(session, product_id, patch, expected)
    return await _read(session, staff, product_id)


async def edit_product(
    session: AsyncSession, product_id: UUID, patch: ProductPatch, expected: Expected
) -> bool:
    """Change a product and tell whether anything differed; raises as `update_product`."""
    products = ProductDAO(session)
    product = await changes.lock_edited(products, product_id, expected)
    wanted = patch.model_dump(exclude_none=True)
    return await changes.edit(session, products, product, wanted, AuditAction.PRODUCT_CHANGED)


async def set_product_status(
    session: AsyncSession, staff: Principal, product_id: UUID, to: CatalogStatus
) -> AdminProductRead:
    """Publish, hide or retire a product; raises NotFoundError, CatalogStatusError."""
    await move_product(session, product_id, to)
    return await _read(session, staff, product_id)


async def move_product(session: AsyncSession, product_id: UUID, to: CatalogStatus) -> None:
    """Publish, hide or retire a product; raises as `set_product_status`."""
    products = ProductDAO(session)
    await changes.set_status(session, products, product_id, to, AuditAction.PRODUCT_CHANGED)


async def reorder_products(session: AsyncSession, order: Order) -> None:
    """Display the products that are not retired in this order; raises EditedMeanwhileError."""
    products = ProductDAO(session)
    current = await products.lock_all()
    action = AuditAction.PRODUCTS_REORDERED
    await changes.reorder(session, products, current, order.ids, action)


async def _read(session: AsyncSession, staff: Principal, product_id: UUID) -> AdminProductRead:
    await session.flush()
    found = await read_product(TransactionReads(session), staff, product_id)
    return AdminProductRead.model_validate_json(found)
