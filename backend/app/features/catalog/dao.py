"""SQL on the catalogue."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.read import JsonQuery, json_list, json_object, money
from app.features.catalog.models import Image, Plan, Price, Product

_PRICES = (
    select(
        col(Price.id),
        col(Price.period),
        money(col(Price.amount), col(Price.currency)).label("amount"),
        money(col(Price.setup_fee), col(Price.currency)).label("setup_fee"),
        json_object(
            invoice_lead_hours=col(Price.invoice_lead_hours),
            grace_hours=col(Price.grace_hours),
            terminate_hours=col(Price.terminate_hours),
        ).label("rules"),
    )
    .where(col(Price.plan_id) == col(Plan.id), col(Price.on_sale))
    .order_by(col(Price.period).desc(), col(Price.amount))
    .correlate(Plan)
)

_PLANS = (
    select(
        col(Plan.id),
        col(Plan.slug),
        col(Plan.name),
        col(Plan.cpu_millis),
        col(Plan.memory_mb),
        col(Plan.disk_gb),
        json_list(_PRICES).label("prices"),
    )
    .where(col(Plan.product_id) == col(Product.id), col(Plan.on_sale))
    .order_by(col(Plan.position))
    .correlate(Product)
)

_PRODUCTS = (
    select(
        col(Product.id),
        col(Product.slug),
        col(Product.kind),
        col(Product.name),
        col(Product.description),
        json_list(_PLANS).label("plans"),
    )
    .where(col(Product.on_sale))
    .order_by(col(Product.position))
)

_IMAGES = (
    select(col(Image.id), col(Image.slug), col(Image.name), col(Image.kind), col(Image.description))
    .where(col(Image.on_sale))
    .order_by(col(Image.position))
)

CATALOG = JsonQuery(
    rows=select(json_list(_PRODUCTS).label("products"), json_list(_IMAGES).label("images")),
)


class PlanDAO(BaseDAO[Plan]):
    """SQL on plans."""

    model = Plan

    async def offer(self, plan_id: UUID, price_id: UUID, image_id: UUID) -> Row[Any] | None:
        """Return plan, price, image and product where all three are on sale and exist."""
        statement: Select[Any] = (
            select(Plan, Price, Image, Product)
            .join(Product, col(Product.id) == col(Plan.product_id))
            .join(Price, col(Price.id) == price_id)
            .join(Image, col(Image.id) == image_id)
            .where(
                col(Plan.id) == plan_id,
                col(Plan.on_sale),
                col(Price.on_sale),
                col(Image.on_sale),
                col(Product.on_sale),
            )
        )
        return (await self.session.execute(statement)).one_or_none()


class ProductDAO(BaseDAO[Product]):
    """SQL on products."""

    model = Product

    async def by_slug(self, slug: str) -> Product | None:
        """Return a product by its slug."""
        found: Product | None = await self.session.scalar(
            self.rows().where(col(Product.slug) == slug)
        )
        return found


class PriceDAO(BaseDAO[Price]):
    """SQL on prices."""

    model = Price


class ImageDAO(BaseDAO[Image]):
    """SQL on images."""

    model = Image
