"""What is not on sale yet, beside the demo catalogue."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.catalog import service as catalog
from app.features.catalog.models import Image, Period, Plan, Price, Product, ServiceKind

_WORDS = {"ru": "Черновик", "en": "Draft"}


async def make_drafts(session: AsyncSession) -> dict[str, UUID]:
    """Make the demo catalogue and drafts; return the ids of products, plans and images by slot."""
    await catalog.seed(session)
    kind = ServiceKind.CONTAINER
    product = Product(slug="draft", kind=kind, name=_WORDS, description=_WORDS, position=9)
    image = Image(
        slug="draft", kind=kind, name="Draft", description=_WORDS, reference="x", position=9
    )
    session.add_all([product, image])
    await session.flush()
    plans = [await _draft_plan(session, product.id, place) for place in range(2)]
    found = await session.execute(
        text(
            "SELECT (SELECT id FROM product WHERE slug = 'containers'),"
            " (SELECT id FROM image WHERE slug = 'python-web')"
        )
    )
    demo_product, demo_image = found.one()
    return {
        "product_id": demo_product,
        "draft_product_id": product.id,
        "draft_plan_id": plans[0],
        "second_draft_plan_id": plans[1],
        "draft_image_id": image.id,
        "second_image_id": demo_image,
    }


async def _draft_plan(session: AsyncSession, product_id: UUID, place: int) -> UUID:
    plan = Plan(
        product_id=product_id,
        slug=f"draft-{place}",
        name="Draft",
        description=_WORDS,
        cpu_millis=500,
        memory_mb=512,
        disk_gb=5,
        position=place,
    )
    session.add(plan)
    await session.flush()
    price = Price(
        plan_id=plan.id,
        period=Period.MONTH,
        currency="RUB",
        amount=10_000,
        invoice_lead_hours=168,
        grace_hours=72,
        terminate_hours=336,
    )
    session.add(price)
    await session.flush()
    return plan.id
