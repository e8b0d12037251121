"""What is on sale, and what an order is made of."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.dao.session import Reads
from app.features.catalog.dao import CATALOG, PREVIEW, PlanDAO
from app.features.catalog.errors import OfferMismatchError, OfferNotFoundError, OutOfStockError
from app.features.catalog.schemas import CatalogPreviewQuery, Offer, PlanRules


async def read_catalog(reads: Reads) -> bytes:
    """Return everything on sale as `CatalogRead`."""
    return await CATALOG.fetch_one(reads)


async def preview_catalog(reads: Reads, query: CatalogPreviewQuery) -> bytes:
    """Return what would be on sale if all of it were, as `CatalogPreviewRead`."""
    return await PREVIEW.fetch_one(reads, at=query.at)


async def offer(session: AsyncSession, plan_id: UUID, price_id: UUID, image_id: UUID) -> Offer:
    """Return what is bought when these three are ordered together.

    Raises OfferNotFoundError where one of them is not on sale, OfferMismatchError where they do
    not go together, OutOfStockError.
    """
    found = await PlanDAO(session).offer(plan_id, price_id, image_id)
    if found is None:
        raise OfferNotFoundError
    plan, price, image, product, fits = found
    if price.plan_id != plan.id or image.kind != product.kind or not fits:
        raise OfferMismatchError
    if plan.stock == 0:
        raise OutOfStockError
    return Offer(
        plan_id=plan.id,
        plan_slug=plan.slug,
        plan_name=plan.name,
        kind=product.kind,
        cpu_millis=plan.cpu_millis,
        memory_mb=plan.memory_mb,
        disk_gb=plan.disk_gb,
        rules=PlanRules.model_validate(price, from_attributes=True),
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
        stocked=plan.stock is not None,
    )


async def take_stock(session: AsyncSession, offer: Offer) -> None:
    """Take the piece that an order is about; raises OutOfStockError.

    The plan's row stays locked until the unit of work ends: take it last.
    """
    if offer.stocked and not await PlanDAO(session).take(offer.plan_id):
        raise OutOfStockError


async def return_stock(session: AsyncSession, offer: Offer) -> None:
    """Put the piece back of an order that comes to nothing; call it once for each."""
    if offer.stocked:
        await PlanDAO(session).give_back(offer.plan_id)
