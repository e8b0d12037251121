from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from tests.factories.staff import Staff, sign_in

TEXT = {"ru": "Быстро", "en": "Fast"}
PRODUCT = {
    "slug": "apps",
    "kind": "container",
    "name": {"ru": "Приложения", "en": "Apps"},
    "description": TEXT,
}
IMAGE = {
    "slug": "blog",
    "kind": "container",
    "name": "Blog",
    "description": TEXT,
    "reference": "registry.example/blog:1",
}


@pytest.fixture
async def staff(client: AsyncClient, session: AsyncSession, settings: Settings) -> Staff:
    """Somebody who may change the catalogue."""
    return await sign_in(client, session, settings, "admin")


async def make_product(staff: Staff, **values: object) -> dict[str, Any]:
    """Make a product of the given values, a draft."""
    made: dict[str, Any] = await staff.done("POST", "/admin/products", PRODUCT | values)
    return made


async def make_plan(staff: Staff, product_id: str, **values: object) -> dict[str, Any]:
    """Make a plan of the given values, a draft without a price."""
    body = {
        "product_id": product_id,
        "slug": "small",
        "name": "Small",
        "description": TEXT,
        "cpu_millis": 500,
        "memory_mb": 512,
        "disk_gb": 5,
    }
    made: dict[str, Any] = await staff.done("POST", "/admin/plans", body | values)
    return made


async def set_price(
    staff: Staff, plan_id: str, amount: int = 10_000, **values: object
) -> dict[str, Any]:
    """Set a price, by the month where nothing else is said; return the plan."""
    body = {"period": "month", "amount": amount} | values
    plan: dict[str, Any] = await staff.done("POST", f"/admin/plans/{plan_id}/prices", body)
    return plan


async def put_on_sale(staff: Staff, **values: object) -> dict[str, Any]:
    """Make a product with a plan, its price and an image, all on sale; return the plan."""
    product = await make_product(staff)
    plan = await make_plan(staff, product["id"], **values)
    await set_price(staff, plan["id"], setup_fee=500)
    image = await staff.done("POST", "/admin/images", IMAGE)
    for path in (f"images/{image['id']}", f"products/{product['id']}", f"plans/{plan['id']}"):
        await staff.done("POST", f"/admin/{path}/actions/publish")
    found: dict[str, Any] = await staff.get(f"/admin/plans/{plan['id']}")
    return found


async def on_sale(staff: Staff) -> list[dict[str, Any]]:
    """Return the plans that everybody sees."""
    catalog = (await staff.client.get("/public/catalog")).json()
    return [plan for product in catalog["products"] for plan in product["plans"]]
