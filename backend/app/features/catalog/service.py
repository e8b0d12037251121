"""Use cases of the catalogue."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.dao.session import Reads
from app.features.catalog.dao import CATALOG, PlanDAO
from app.features.catalog.errors import OfferMismatchError, OfferNotFoundError
from app.features.catalog.schemas import Offer, PlanRules


async def read_catalog(reads: Reads) -> bytes:
    """Return everything on sale as `CatalogRead`."""
    return await CATALOG.only(reads)


async def offer(session: AsyncSession, plan_id: UUID, price_id: UUID, image_id: UUID) -> Offer:
    """Return what is bought when these three are ordered together.

    Raises OfferNotFoundError where one of them is not on sale, OfferMismatchError where they do
    not go together.
    """
    found = await PlanDAO(session).offer(plan_id, price_id, image_id)
    if found is None:
        raise OfferNotFoundError
    plan, price, image, product = found
    if price.plan_id != plan.id or image.kind != product.kind:
        raise OfferMismatchError
    return Offer(
        plan_id=plan.id,
        plan_slug=plan.slug,
        plan_name=plan.name,
        kind=product.kind,
        cpu_millis=plan.cpu_millis,
        memory_mb=plan.memory_mb,
        disk_gb=plan.disk_gb,
        rules=PlanRules.model_validate(plan, from_attributes=True),
        price_id=price.id,
        period=price.period,
        currency=price.currency,
        amount=price.amount,
        setup_fee=price.setup_fee,
        image_id=image.id,
        image_slug=image.slug,
        image_name=image.name,
        image_reference=image.reference,
        image_port=image.port,
    )
