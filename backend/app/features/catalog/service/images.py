"""Use cases of images, for staff."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.dao.version import Expected
from app.features.catalog.audit import AuditAction
from app.features.catalog.dao import ImageDAO, image_reads
from app.features.catalog.models import CatalogStatus, Image
from app.features.catalog.schemas import (
    AdminImageRead,
    ImageCreate,
    ImagePatch,
    ImageQuery,
    Order,
)
from app.features.catalog.service import changes


async def page_images(reads: Reads, staff: Principal, query: ImageQuery) -> bytes:
    """Page of `AdminImageRead`."""
    return await image_reads(changes.granted_actions(staff)).page(reads, query, Scope.all())


async def read_image(reads: Reads, staff: Principal, image_id: UUID) -> bytes:
    """`AdminImageRead`; raises NotFoundError."""
    return await image_reads(changes.granted_actions(staff)).get(reads, image_id, Scope.all())


async def create_image(
    session: AsyncSession, staff: Principal, payload: ImageCreate
) -> AdminImageRead:
    """Make an image, a draft and the last of all; raises SlugTakenError."""
    image_id = await add_image(session, payload)
    return await _read(session, staff, image_id)


async def add_image(session: AsyncSession, payload: ImageCreate) -> UUID:
    """Make an image and return its id; raises SlugTakenError."""
    images = ImageDAO(session)
    position = await images.next_position()
    image = await images.add(Image(**payload.model_dump(), position=position))
    noted = {"kind": image.kind, "reference": image.reference}
    await changes.note(session, image, AuditAction.IMAGE_CREATED, noted)
    return image.id


async def update_image(
    session: AsyncSession, staff: Principal, image_id: UUID, patch: ImagePatch, expected: Expected
) -> AdminImageRead:
    """Change an image; raises NotFoundError, PreconditionFailedError, CatalogStatusError."""
    await edit_image(session, image_id, patch, expected)
    return await _read(session, staff, image_id)


async def edit_image(
    session: AsyncSession, image_id: UUID, patch: ImagePatch, expected: Expected
) -> bool:
    """Change an image and tell whether anything differed; raises as `update_image`."""
    images = ImageDAO(session)
    image = await changes.lock_edited(images, image_id, expected)
    wanted = patch.model_dump(exclude_none=True)
    return await changes.edit(session, images, image, wanted, AuditAction.IMAGE_CHANGED)


async def set_image_status(
    session: AsyncSession, staff: Principal, image_id: UUID, to: CatalogStatus
) -> AdminImageRead:
    """Publish, hide or retire an image; raises NotFoundError, CatalogStatusError."""
    await move_image(session, image_id, to)
    return await _read(session, staff, image_id)


async def move_image(session: AsyncSession, image_id: UUID, to: CatalogStatus) -> None:
    """Publish, hide or retire an image; raises as `set_image_status`."""
    action = AuditAction.IMAGE_CHANGED
    await changes.set_status(session, ImageDAO(session), image_id, to, action)


async def reorder_images(session: AsyncSession, order: Order) -> None:
    """Display the images that are not retired in this order; raises EditedMeanwhileError."""
    images = ImageDAO(session)
    current = await images.lock_all()
    await changes.reorder(session, images, current, order.ids, AuditAction.IMAGE_CHANGED)


async def image_references(session: AsyncSession) -> dict[str, str]:
    """Return what a container engine pulls for each image on sale, by slug."""
    return await ImageDAO(session).references()


async def image_names(session: AsyncSession, image_id: UUID) -> tuple[str, str]:
    """Return an image's slug and what an engine pulls for it; raises NotFoundError."""
    image = await ImageDAO(session).get(image_id)
    return image.slug, image.reference


async def _read(session: AsyncSession, staff: Principal, image_id: UUID) -> AdminImageRead:
    await session.flush()
    found = await read_image(TransactionReads(session), staff, image_id)
    return AdminImageRead.model_validate_json(found)
