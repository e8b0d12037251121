"""Use cases of the catalogue, one file each."""

from app.features.catalog.service.demo_data import seed
from app.features.catalog.service.document import apply_catalog, export_catalog
from app.features.catalog.service.files import dump, load
from app.features.catalog.service.images import (
    create_image,
    image_names,
    image_references,
    page_images,
    read_image,
    reorder_images,
    set_image_status,
    update_image,
)
from app.features.catalog.service.offers import (
    offer,
    preview_catalog,
    read_catalog,
    return_stock,
    take_stock,
)
from app.features.catalog.service.plans import (
    create_plan,
    page_plans,
    read_plan,
    reorder_plans,
    set_plan_status,
    update_plan,
)
from app.features.catalog.service.prices import set_price, withdraw_price
from app.features.catalog.service.products import (
    create_product,
    page_products,
    read_product,
    reorder_products,
    set_product_status,
    update_product,
)

__all__ = [
    "apply_catalog",
    "create_image",
    "create_plan",
    "create_product",
    "dump",
    "export_catalog",
    "image_names",
    "image_references",
    "load",
    "offer",
    "page_images",
    "page_plans",
    "page_products",
    "preview_catalog",
    "read_catalog",
    "read_image",
    "read_plan",
    "read_product",
    "reorder_images",
    "reorder_plans",
    "reorder_products",
    "return_stock",
    "seed",
    "set_image_status",
    "set_plan_status",
    "set_price",
    "set_product_status",
    "take_stock",
    "update_image",
    "update_plan",
    "update_product",
    "withdraw_price",
]
