"""SQL on the catalogue."""

from app.features.catalog.dao.admin import image_reads, plan_reads, product_reads
from app.features.catalog.dao.preview import PREVIEW
from app.features.catalog.dao.public import CATALOG, OTHER_CURRENCY, SOLD_IMAGES, SOLD_PLANS
from app.features.catalog.dao.rows import (
    CatalogItemDAO,
    ImageDAO,
    PlanDAO,
    PriceDAO,
    ProductDAO,
)

__all__ = [
    "CATALOG",
    "OTHER_CURRENCY",
    "PREVIEW",
    "SOLD_IMAGES",
    "SOLD_PLANS",
    "CatalogItemDAO",
    "ImageDAO",
    "PlanDAO",
    "PriceDAO",
    "ProductDAO",
    "image_reads",
    "plan_reads",
    "product_reads",
]
