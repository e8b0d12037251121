"""What what can be bought brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.events.catalog import CatalogEvent
from app.features.catalog import service
from app.features.catalog.audit import WORDS, AuditAction
from app.features.catalog.dao import OTHER_CURRENCY, SOLD_IMAGES, SOLD_PLANS
from app.features.catalog.models import Image, Plan, Product
from app.manifest import AuditTarget, ChecklistStep, Feature

feature = Feature(
    routers=("router", "admin"),
    tags={"catalog": "What can be ordered, and what it costs."},
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "product": AuditTarget(col(Product.id), col(Product.slug)),
        "plan": AuditTarget(col(Plan.id), col(Plan.name)),
        "image": AuditTarget(col(Image.id), col(Image.name)),
    },
    event_access={CatalogEvent: Permission.CATALOG_READ},
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.CATALOG_READ},
        BuiltInRole.BILLING: {Permission.CATALOG_READ},
        BuiltInRole.OPERATOR: {Permission.CATALOG_READ},
    },
    checklist=(
        ChecklistStep("image", 50, "/admin/catalog/images", SOLD_IMAGES),
        ChecklistStep("plan", 60, "/admin/catalog", SOLD_PLANS),
    ),
    currency_uses={"price": OTHER_CURRENCY},
    demo=service.seed,
)
