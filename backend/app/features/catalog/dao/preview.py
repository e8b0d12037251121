"""What staff see of the public page before they put something on sale."""

from sqlalchemy import DateTime, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from app.dao.read import JsonQuery, json_list
from app.features.catalog.dao.public import plans_of_product, prices_of_plan, products
from app.features.catalog.dao.rows import NOW, is_current
from app.features.catalog.models import CatalogStatus, Plan, Price, Product

_THEN = func.coalesce(bindparam("at", type_=DateTime(timezone=True)), NOW)

_PLANS = plans_of_product(
    col(Plan.status) != CatalogStatus.RETIRED, prices_of_plan(is_current(_THEN))
).add_columns(col(Plan.status))

_PRODUCTS = products(col(Product.status) != CatalogStatus.RETIRED, _PLANS).add_columns(
    col(Product.status)
)

_BEGIN = (
    select(col(Price.valid_from).label("at"))
    .join(Plan, col(Plan.id) == col(Price.plan_id))
    .where(
        col(Price.valid_from) > NOW,
        col(Price.withdrawn_at).is_(None),
        col(Plan.status) != CatalogStatus.RETIRED,
    )
    .distinct()
    .subquery("begin")
)
_CHANGES = select(func.json_agg(aggregate_order_by(_BEGIN.c.at, _BEGIN.c.at))).scalar_subquery()

PREVIEW = JsonQuery(
    rows=select(
        json_list(_PRODUCTS).label("products"),
        func.coalesce(_CHANGES, text("'[]'::json")).label("price_changes"),
    ),
)
"""All that is not retired, with its status, at the prices of `at` (None: now)."""
