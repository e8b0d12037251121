"""What everybody is told of the catalogue."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.money import MoneyRead
from app.features.catalog.models import Period, ServiceKind


class Translated(BaseModel):
    """A text in both languages."""

    ru: str
    en: str


class PlanRules(BaseModel):
    """When an invoice is issued, and what happens while it is unpaid (hours)."""

    invoice_lead_hours: int
    grace_hours: int
    terminate_hours: int


class PriceRead(BaseModel):
    """A price, tax included, and the rules of paying it."""

    id: UUID
    period: Period
    amount: MoneyRead
    setup_fee: MoneyRead
    rules: PlanRules


class PlanRead(BaseModel):
    """One size of a product."""

    id: UUID
    slug: str
    name: str
    description: Translated
    cpu_millis: Annotated[int, Field(description="1000 is one processor core")]
    memory_mb: int
    disk_gb: int
    is_default: Annotated[bool, Field(description="What most people need: shown first in choices")]
    in_stock: bool
    image_ids: Annotated[
        list[UUID], Field(description="Images it is sold with; empty: all of its kind")
    ]
    prices: list[PriceRead]


class ImageRead(BaseModel):
    """Something that can be installed."""

    id: UUID
    slug: str
    name: str
    kind: ServiceKind
    description: Translated


class ProductText(BaseModel):
    """What is said of a product itself."""

    id: UUID
    slug: str
    kind: ServiceKind
    name: Translated
    description: Translated


class ProductRead(ProductText):
    """A product on sale with its plans, in the order they are displayed."""

    plans: list[PlanRead]


class CatalogRead(BaseModel):
    """Everything on sale."""

    products: list[ProductRead]
    images: list[ImageRead]


class Offer(BaseModel):
    """A plan, a price and an image that go together: what an order is made of."""

    plan_id: UUID
    plan_slug: str
    plan_name: str
    kind: ServiceKind
    cpu_millis: int
    memory_mb: int
    disk_gb: int
    rules: PlanRules
    price_id: UUID
    period: Period
    currency: str
    amount: int
    setup_fee: int
    image_id: UUID
    image_slug: str
    image_name: str
    image_reference: str
    image_port: int
    stocked: bool = False
    """Whether the plan's stock is limited: an order that comes to nothing gives its piece back."""
