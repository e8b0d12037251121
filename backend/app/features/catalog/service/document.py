"""A whole catalogue at once: written as a document, and changed to what a document says.

Every change is made by the use cases of the editor, so that it is checked, recorded and told alike.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import Money
from app.dao.version import Expected
from app.features.catalog.dao import CatalogItemDAO, ImageDAO, PlanDAO, PriceDAO, ProductDAO
from app.features.catalog.errors import CatalogStatusError, ImageNotFoundError
from app.features.catalog.models import CatalogItem, CatalogStatus, Image, Plan, Price
from app.features.catalog.schemas import (
    ImageCreate,
    ImagePatch,
    Order,
    PlanCreate,
    PlanPatch,
    PriceCreate,
    ProductCreate,
    ProductPatch,
)
from app.features.catalog.schemas.document import (
    CatalogDocument,
    ImageDocument,
    PlanDocument,
    PriceDocument,
    ProductDocument,
)
from app.features.catalog.service import images, plans, prices, products

_RULES = ("invoice_lead_hours", "grace_hours", "terminate_hours")
_RETIRED, _ON_SALE, _HIDDEN = CatalogStatus.RETIRED, CatalogStatus.ON_SALE, CatalogStatus.HIDDEN
_WAYS: Mapping[CatalogStatus, tuple[CatalogStatus, ...]] = {
    CatalogStatus.DRAFT: (CatalogStatus.DRAFT,),
    _ON_SALE: (_ON_SALE,),
    _HIDDEN: (_ON_SALE, _HIDDEN),
    _RETIRED: (_RETIRED,),
}


async def export_catalog(session: AsyncSession) -> CatalogDocument:
    """Return all that is not retired, with the prices that are valid now."""
    slugs = {one.id: one.slug for one in await _live(ImageDAO(session))}
    found: dict[UUID, list[PlanDocument]] = {}
    for plan in await _live(PlanDAO(session)):
        found.setdefault(plan.product_id, []).append(await _plan(session, plan, slugs))
    return CatalogDocument(
        images=[
            ImageDocument.model_validate(_known(ImageDocument, one))
            for one in await _live(ImageDAO(session))
        ],
        products=[
            ProductDocument.model_validate(
                _known(ProductDocument, one) | {"plans": found.get(one.id, [])}
            )
            for one in await _live(ProductDAO(session))
        ],
    )


async def _live(dao: CatalogItemDAO[Any]) -> list[Any]:
    items = [item async for item in dao.walk() if item.status is not _RETIRED]
    return sorted(items, key=lambda item: (item.position, item.id))


def _known(document: Any, row: CatalogItem) -> dict[str, Any]:  # noqa: ANN401  a model
    """Return the fields of a row that a document has."""
    values = row.model_dump()
    return {name: values[name] for name in document.model_fields if name in values}


async def _plan(session: AsyncSession, plan: Plan, slugs: Mapping[UUID, str]) -> PlanDocument:
    image_ids = await PlanDAO(session).image_ids(plan.id)
    more = {
        "images": sorted(slugs[one] for one in image_ids if one in slugs),
        "prices": [_price(one) for one in await PriceDAO(session).current(plan.id)],
    }
    return PlanDocument.model_validate(_known(PlanDocument, plan) | more)


def _price(price: Price) -> PriceDocument:
    amounts = {
        name: str(Money(getattr(price, name), price.currency).decimal())
        for name in ("amount", "setup_fee")
    }
    rules = {name: getattr(price, name) for name in _RULES}
    return PriceDocument(period=price.period, currency=price.currency, **amounts, **rules)


class _Changes:
    """What applying a document changes, a line each."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.lines: list[str] = []

    def made(self, what: str) -> None:
        self.lines.append(f"+ {what}")

    def differ(self, what: str, row: CatalogItem, wanted: Mapping[str, Any]) -> None:
        before = row.model_dump()
        self.lines += [
            f"~ {what}: {name}: {before[name]} -> {value}"
            for name, value in wanted.items()
            if before[name] != value
        ]

    async def status(self, what: str, item: CatalogItem, to: CatalogStatus, move: Any) -> None:  # noqa: ANN401  a use case
        """Lead it to a status by the steps there are; raises CatalogStatusError."""
        if item.status is to:
            return
        if to is CatalogStatus.DRAFT:
            raise CatalogStatusError(status=item.status)
        self.lines.append(f"~ {what}: status: {item.status} -> {to}")
        for step in _WAYS[to]:
            await move(self.session, item.id, step)


async def apply_catalog(session: AsyncSession, document: CatalogDocument) -> list[str]:
    """Change the catalogue to what the document says and return what changed; none: nothing did.

    What the document does not name stays as it is. Raises the errors of the editor's use cases.
    """
    changes = _Changes(session)
    for image in document.images:
        await _apply_image(changes, image)
    for product in document.products:
        await _apply_product(changes, product)
    await _order(changes, "images", ImageDAO(session), [one.slug for one in document.images])
    names = [one.slug for one in document.products]
    await _order(changes, "products", ProductDAO(session), names)
    return changes.lines


async def _apply_image(changes: _Changes, document: ImageDocument) -> None:
    what, session = f"image {document.slug}", changes.session
    values = document.model_dump(exclude={"status"})
    found = await ImageDAO(session).by_slug(document.slug)
    if found is None:
        changes.made(what)
        await images.add_image(session, ImageCreate(**values))
    else:
        wanted = _editable(values, ImagePatch)
        changes.differ(what, found, wanted)
        await images.edit_image(session, found.id, ImagePatch(**wanted), Expected())
    item = await _present(ImageDAO(session), document.slug)
    await changes.status(what, item, document.status, images.move_image)


async def _apply_product(changes: _Changes, document: ProductDocument) -> None:
    what, session = f"product {document.slug}", changes.session
    values = document.model_dump(exclude={"status", "plans"})
    found = await ProductDAO(session).by_slug(document.slug)
    if found is None:
        changes.made(what)
        await products.add_product(session, ProductCreate(**values))
    else:
        wanted = _editable(values, ProductPatch)
        changes.differ(what, found, wanted)
        await products.edit_product(session, found.id, ProductPatch(**wanted), Expected())
    item = await _present(ProductDAO(session), document.slug)
    for plan in document.plans:
        await _apply_plan(changes, item.id, plan)
    await _order(
        changes,
        f"plans of {document.slug}",
        PlanDAO(session),
        [p.slug for p in document.plans],
        product_id=item.id,
    )
    await changes.status(what, item, document.status, products.move_product)


async def _apply_plan(changes: _Changes, product_id: UUID, document: PlanDocument) -> None:
    what, session = f"plan {document.slug}", changes.session
    more = {"status", "images", "prices"}
    # Orders count the stock down: a file changes it only where it names it.
    left_out = set() if "stock" in document.model_fields_set else {"stock"}
    values = document.model_dump(exclude=more | left_out)
    image_ids = [await _image_id(session, slug) for slug in document.images]
    found = await PlanDAO(session).by_slug(document.slug)
    if found is None:
        changes.made(what)
        create = PlanCreate(**values, product_id=product_id, image_ids=image_ids)
        await plans.add_plan(session, create)
    else:
        wanted = _editable(values, PlanPatch)
        changes.differ(what, found, wanted)
        if sorted(image_ids) != await PlanDAO(session).image_ids(found.id):
            changes.lines.append(f"~ {what}: images: {', '.join(document.images) or 'all'}")
        patch = PlanPatch(**wanted, image_ids=image_ids)
        await plans.edit_plan(session, found.id, patch, Expected())
    plan = await _present(PlanDAO(session), document.slug)
    await _apply_prices(changes, plan, document.prices)
    await changes.status(what, plan, document.status, plans.move_plan)


async def _apply_prices(changes: _Changes, plan: Plan, documents: Iterable[PriceDocument]) -> None:
    current = {
        (one.period, one.currency): one for one in await PriceDAO(changes.session).current(plan.id)
    }
    for document in documents:
        wanted = _terms(document)
        found = current.pop((document.period, document.currency), None)
        if found is not None and all(getattr(found, name) == wanted[name] for name in wanted):
            continue
        name = f"price of {plan.slug} by the {document.period}"
        before = f"{_shown(found)} -> " if found else ""
        changes.lines.append(f"{'~' if found else '+'} {name}: {before}{_shown_new(document)}")
        create = PriceCreate(period=document.period, currency=document.currency, **wanted)
        await prices.add_price(changes.session, plan.id, create)
    for left in current.values():
        changes.lines.append(f"- price of {plan.slug} by the {left.period}: {_shown(left)}")
        await prices.end_price(changes.session, left.id)


def _terms(document: PriceDocument) -> dict[str, Any]:
    usual = prices.DEFAULT_RULES[document.period].model_dump()
    given = {name: getattr(document, name) for name in _RULES}
    rules = usual | {name: value for name, value in given.items() if value is not None}
    amounts = {name: document.units(getattr(document, name)) for name in ("amount", "setup_fee")}
    return amounts | rules


def _shown(price: Price) -> str:
    return _shown_new(_price(price))


def _shown_new(price: PriceDocument) -> str:
    return f"{price.amount} {price.currency} and {price.setup_fee} once"


def _editable(values: Mapping[str, Any], patch: Any) -> dict[str, Any]:  # noqa: ANN401  a model
    return {name: value for name, value in values.items() if name in patch.model_fields}


async def _present(dao: CatalogItemDAO[Any], slug: str) -> Any:  # noqa: ANN401  the row of that table
    item = await dao.by_slug(slug)
    assert item is not None  # noqa: S101  it was found or made just before
    return item


async def _image_id(session: AsyncSession, slug: str) -> UUID:
    image: Image | None = await ImageDAO(session).by_slug(slug)
    if image is None:
        raise ImageNotFoundError(slug=slug)
    return image.id


async def _order(
    changes: _Changes,
    what: str,
    dao: CatalogItemDAO[Any],
    slugs: list[str],
    *,
    product_id: UUID | None = None,
) -> None:
    """Display what the document names first, in its order, and the rest as it was."""
    live = [one for one in await _live(dao) if product_id is None or one.product_id == product_id]
    place = {slug: number for number, slug in enumerate(slugs)}
    wanted = sorted(live, key=lambda one: place.get(one.slug, len(place)))
    if wanted == live:
        return
    changes.lines.append(f"~ order of {what}: {', '.join(one.slug for one in wanted)}")
    order = Order(ids=[one.id for one in wanted])
    if product_id is not None:
        await plans.reorder_plans(changes.session, product_id, order)
    elif isinstance(dao, ProductDAO):
        await products.reorder_products(changes.session, order)
    else:
        await images.reorder_images(changes.session, order)
