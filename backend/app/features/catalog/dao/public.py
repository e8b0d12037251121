"""What everybody reads: all that is on sale, in one document."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import col

from app.dao.currency import CURRENCY
from app.dao.read import JsonQuery, json_list, json_object, money
from app.features.catalog.dao.rows import NOW, is_current, is_latest, on_sale
from app.features.catalog.models import Image, Plan, PlanImage, Price, Product

RULES = json_object(
    invoice_lead_hours=col(Price.invoice_lead_hours),
    grace_hours=col(Price.grace_hours),
    terminate_hours=col(Price.terminate_hours),
)

IMAGE_IDS = func.coalesce(
    select(func.json_agg(col(PlanImage.image_id)))
    .where(col(PlanImage.plan_id) == col(Plan.id))
    .correlate(Plan)
    .scalar_subquery(),
    func.json_build_array(),
)


def prices_of_plan(counts: ColumnElement[bool]) -> Select[Any]:
    """Select the prices of a plan that count, as `PriceRead`."""
    return (
        select(
            col(Price.id),
            col(Price.period),
            money(col(Price.amount), col(Price.currency)).label("amount"),
            money(col(Price.setup_fee), col(Price.currency)).label("setup_fee"),
            RULES.label("rules"),
        )
        .where(col(Price.plan_id) == col(Plan.id), counts)
        .order_by(col(Price.period).desc(), col(Price.amount))
        .correlate(Plan)
    )


def plans_of_product(shown: ColumnElement[bool], prices: Select[Any]) -> Select[Any]:
    """Select the plans of a product that are shown, in their order, as `PlanRead`."""
    return (
        select(
            col(Plan.id),
            col(Plan.slug),
            col(Plan.name),
            col(Plan.description),
            col(Plan.cpu_millis),
            col(Plan.memory_mb),
            col(Plan.disk_gb),
            col(Plan.is_default),
            (func.coalesce(col(Plan.stock), 1) > 0).label("in_stock"),
            IMAGE_IDS.label("image_ids"),
            json_list(prices).label("prices"),
        )
        .where(col(Plan.product_id) == col(Product.id), shown)
        .order_by(col(Plan.position), col(Plan.id))
        .correlate(Product)
    )


def products(shown: ColumnElement[bool], plans: Select[Any]) -> Select[Any]:
    """Select the products that are shown, in their order, as `ProductRead`."""
    return (
        select(
            col(Product.id),
            col(Product.slug),
            col(Product.kind),
            col(Product.name),
            col(Product.description),
            json_list(plans).label("plans"),
        )
        .where(shown)
        .order_by(col(Product.position), col(Product.id))
    )


_PRODUCTS = products(
    on_sale(Product), plans_of_product(on_sale(Plan), prices_of_plan(is_current()))
)

_IMAGES = (
    select(col(Image.id), col(Image.slug), col(Image.name), col(Image.kind), col(Image.description))
    .where(on_sale(Image))
    .order_by(col(Image.position), col(Image.id))
)

SOLD_IMAGES = select(col(Image.id)).where(on_sale(Image))
"""The images that can be ordered."""

SOLD_PLANS = (
    select(col(Plan.id))
    .join(Product, col(Product.id) == col(Plan.product_id))
    .join(Price, col(Price.plan_id) == col(Plan.id))
    .where(on_sale(Plan), on_sale(Product), is_current())
)
"""The plans that can be ordered: on sale with their product, by a price that counts now."""

OTHER_CURRENCY = select(col(Price.id)).where(
    col(Price.currency) != CURRENCY,
    col(Price.withdrawn_at).is_(None),
    or_(is_latest(), col(Price.valid_from) > NOW),
)
"""Prices that count, or will, in another currency than asked."""

CATALOG = JsonQuery(
    rows=select(json_list(_PRODUCTS).label("products"), json_list(_IMAGES).label("images")),
)
