"""The demo catalogue: one product in three sizes, and what can be installed."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.catalog.dao import ImageDAO, PlanDAO, PriceDAO, ProductDAO
from app.features.catalog.models import (
    CatalogStatus,
    Image,
    Period,
    Plan,
    Price,
    Product,
    ServiceKind,
)
from app.features.catalog.service.prices import DEFAULT_RULES
from app.features.settings import service as settings
from app.features.settings.schemas import LocaleSettings

_FOR_ONE = {"ru": "Для визитки или пробы.", "en": "For a page or a trial."}
_FOR_FEW = {
    "ru": "Для магазина или блога с постоянными гостями.",  # noqa: RUF001  Russian
    "en": "For a shop or a blog with regular visitors.",
}
_FOR_MANY = {"ru": "Для нагрузки, которая растёт.", "en": "For load that grows."}
_PLANS = (
    ("start", "Start", _FOR_ONE, (500, 512, 5), {Period.MONTH: 19_000, Period.HOUR: 40}, 0),
    ("base", "Base", _FOR_FEW, (1_000, 1_024, 10), {Period.MONTH: 39_000, Period.HOUR: 80}, 0),
    ("pro", "Pro", _FOR_MANY, (2_000, 2_048, 20), {Period.MONTH: 79_000, Period.HOUR: 160}, 10_000),
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
            status=CatalogStatus.ON_SALE,
            name={"ru": "Контейнеры", "en": "Containers"},
            description={
                "ru": "Приложение в контейнере со своим адресом: работает через минуту.",  # noqa: RUF001  Russian
                "en": "An application in a container at its own address, up in a minute.",
            },
        )
    )
    for position, (slug, name, text, size, amounts, setup_fee) in enumerate(_PLANS):
        cpu_millis, memory_mb, disk_gb = size
        plan = Plan(
            product_id=product.id,
            slug=slug,
            name=name,
            description=text,
            is_default=slug == "base",
            status=CatalogStatus.ON_SALE,
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
            status=CatalogStatus.ON_SALE,
            position=position,
        )
        await ImageDAO(session).add(image)


async def _seed_prices(
    session: AsyncSession, plan: Plan, amounts: dict[Period, int], setup_fee: int
) -> None:
    moment = await PriceDAO(session).moment()
    default = await settings.values(session, LocaleSettings)
    for period, amount in amounts.items():
        price = Price(
            plan_id=plan.id,
            period=period,
            currency=default.currency,
            amount=amount,
            setup_fee=setup_fee,
            valid_from=moment,
            **DEFAULT_RULES[period].model_dump(),
        )
        await PriceDAO(session).add(price)
