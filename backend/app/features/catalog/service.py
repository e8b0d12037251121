"""Use cases of the catalogue."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import get_settings
from app.dao.session import Reads
from app.features.catalog.dao import CATALOG, ImageDAO, PlanDAO, PriceDAO, ProductDAO
from app.features.catalog.errors import OfferMismatchError, OfferNotFoundError
from app.features.catalog.models import Image, Period, Plan, Price, Product, ServiceKind
from app.features.catalog.schemas import Offer, PlanRules


async def read_catalog(reads: Reads) -> bytes:
    """Return everything on sale as `CatalogRead`."""
    return await CATALOG.fetch_one(reads)


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
    )


_LEAD_HOURS = {Period.MONTH: 168, Period.HOUR: 0}
_GRACE_HOURS = 72
_TERMINATE_HOURS = 336
_PLANS = (
    ("start", "Start", (500, 512, 5), {Period.MONTH: 19_000, Period.HOUR: 40}, 0),
    ("base", "Base", (1_000, 1_024, 10), {Period.MONTH: 39_000, Period.HOUR: 80}, 0),
    ("pro", "Pro", (2_000, 2_048, 20), {Period.MONTH: 79_000, Period.HOUR: 160}, 10_000),
)
_IMAGES = (
    (
        "static-site",
        "Static site",
        {
            "ru": "Готовый сайт из HTML-страниц: отвечает сразу после запуска.",
            "en": "A site of HTML pages, ready as soon as it starts.",
        },
    ),
    (
        "python-web",
        "Python web app",
        {
            "ru": "Небольшое веб-приложение на Python с примером кода.",  # noqa: RUF001  Russian
            "en": "A small Python web application with sample code.",
        },
    ),
)


async def seed(session: AsyncSession) -> None:
    """Fill an empty catalogue with the demo product, its plans and images; safe to repeat."""
    products = ProductDAO(session)
    if await products.by_slug("containers"):
        return
    product = await products.add(
        Product(
            slug="containers",
            kind=ServiceKind.CONTAINER,
            name={"ru": "Контейнеры", "en": "Containers"},
            description={
                "ru": "Приложение в контейнере со своим адресом: работает через минуту.",  # noqa: RUF001  Russian
                "en": "An application in a container at its own address, up in a minute.",
            },
        )
    )
    for position, (slug, name, size, amounts, setup_fee) in enumerate(_PLANS):
        cpu_millis, memory_mb, disk_gb = size
        plan = Plan(
            product_id=product.id,
            slug=slug,
            name=name,
            cpu_millis=cpu_millis,
            memory_mb=memory_mb,
            disk_gb=disk_gb,
            position=position,
        )
        await PlanDAO(session).add(plan)
        await _seed_prices(session, plan, amounts, setup_fee)
    for position, (slug, name, description) in enumerate(_IMAGES):
        image = Image(
            slug=slug,
            kind=ServiceKind.CONTAINER,
            name=name,
            description=description,
            reference=f"localhost/hostwright/{slug}:1",
            position=position,
        )
        await ImageDAO(session).add(image)


async def _seed_prices(
    session: AsyncSession, plan: Plan, amounts: dict[Period, int], setup_fee: int
) -> None:
    for period, amount in amounts.items():
        price = Price(
            plan_id=plan.id,
            period=period,
            currency=get_settings().currency,
            amount=amount,
            setup_fee=setup_fee,
            invoice_lead_hours=_LEAD_HOURS[period],
            grace_hours=_GRACE_HOURS,
            terminate_hours=_TERMINATE_HOURS,
        )
        await PriceDAO(session).add(price)
