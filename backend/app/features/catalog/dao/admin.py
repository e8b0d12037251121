"""What staff read: everything, in whatever status, and what the reader may do with it."""

from functools import lru_cache

from sqlalchemy import case, exists, func, literal_column, select
from sqlmodel import col

from app.dao.actions import by_state
from app.dao.read import JsonQuery, json_list, money
from app.dao.search import Search
from app.features.catalog.dao.public import IMAGE_IDS, RULES
from app.features.catalog.dao.rows import NOW, is_current, is_latest
from app.features.catalog.models import CatalogStatus, Image, Plan, Price, Product
from app.features.catalog.schemas import ACTIONS, CatalogAction, PriceState

_LIVE_PLANS = (
    select(func.count())
    .where(col(Plan.product_id) == col(Product.id), col(Plan.status) != CatalogStatus.RETIRED)
    .correlate(Product)
    .scalar_subquery()
)

_STATE = case(
    (col(Price.valid_from) > NOW, literal_column(f"'{PriceState.SCHEDULED.value}'")),
    (col(Price.withdrawn_at).is_not(None), literal_column(f"'{PriceState.WITHDRAWN.value}'")),
    (is_latest(), literal_column(f"'{PriceState.CURRENT.value}'")),
    else_=literal_column(f"'{PriceState.PAST.value}'"),
)

_VERSIONS = (
    select(
        col(Price.id),
        col(Price.period),
        money(col(Price.amount), col(Price.currency)).label("amount"),
        money(col(Price.setup_fee), col(Price.currency)).label("setup_fee"),
        RULES.label("rules"),
        col(Price.valid_from),
        col(Price.withdrawn_at),
        _STATE.label("state"),
    )
    .where(col(Price.plan_id) == col(Plan.id))
    .order_by(col(Price.period).desc(), col(Price.valid_from).desc())
    .correlate(Plan)
)

_HAS_PRICE = exists().where(col(Price.plan_id) == col(Plan.id), is_current())


@lru_cache(maxsize=4)
def product_reads(may: frozenset[CatalogAction]) -> JsonQuery:
    """Return products, for a reader who may do these actions."""
    rows = select(
        col(Product.id),
        col(Product.slug),
        col(Product.kind),
        col(Product.name),
        col(Product.description),
        col(Product.status),
        col(Product.position),
        col(Product.version),
        _LIVE_PLANS.label("plans"),
        col(Product.created_at),
        by_state(col(Product.status), ACTIONS, may).label("allowed_actions"),
    )
    return JsonQuery(rows=rows, key=col(Product.id), search=Search(text=(col(Product.slug),)))


@lru_cache(maxsize=4)
def plan_reads(may: frozenset[CatalogAction]) -> JsonQuery:
    """Return plans with their prices, for a reader who may do these actions."""
    actions = by_state(col(Plan.status), ACTIONS, may, needs={CatalogAction.PUBLISH: _HAS_PRICE})
    rows = select(
        col(Plan.id),
        col(Plan.product_id),
        col(Plan.slug),
        col(Plan.name),
        col(Plan.description),
        col(Plan.cpu_millis),
        col(Plan.memory_mb),
        col(Plan.disk_gb),
        col(Plan.stock),
        col(Plan.is_default),
        col(Plan.status),
        col(Plan.position),
        col(Plan.version),
        IMAGE_IDS.label("image_ids"),
        json_list(_VERSIONS).label("prices"),
        col(Plan.created_at),
        actions.label("allowed_actions"),
    )
    search = Search(text=(col(Plan.name), col(Plan.slug)))
    return JsonQuery(rows=rows, key=col(Plan.id), search=search)


@lru_cache(maxsize=4)
def image_reads(may: frozenset[CatalogAction]) -> JsonQuery:
    """Return images, for a reader who may do these actions."""
    rows = select(
        col(Image.id),
        col(Image.slug),
        col(Image.kind),
        col(Image.name),
        col(Image.description),
        col(Image.reference),
        col(Image.port),
        col(Image.status),
        col(Image.position),
        col(Image.version),
        col(Image.created_at),
        by_state(col(Image.status), ACTIONS, may).label("allowed_actions"),
    )
    search = Search(text=(col(Image.name), col(Image.slug)))
    return JsonQuery(rows=rows, key=col(Image.id), search=search)
