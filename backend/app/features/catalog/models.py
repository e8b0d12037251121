"""Tables of the catalogue. A price is a version: it is replaced, never edited."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Computed,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, SQLModel

from app.core import clock
from app.dao.base import TableModel, VersionedModel, minor_units, text_enum, timestamp


class ServiceKind(StrEnum):
    """What a customer runs."""

    CONTAINER = "container"
    VPS = "vps"


class Period(StrEnum):
    """How long one charge lasts."""

    HOUR = "hour"
    MONTH = "month"


class CatalogStatus(StrEnum):
    """Whether a product, plan or image is sold; only what is `on_sale` can be ordered."""

    DRAFT = "draft"
    ON_SALE = "on_sale"
    HIDDEN = "hidden"
    RETIRED = "retired"


EDGES: Mapping[CatalogStatus, frozenset[CatalogStatus]] = {
    CatalogStatus.DRAFT: frozenset({CatalogStatus.ON_SALE, CatalogStatus.RETIRED}),
    CatalogStatus.ON_SALE: frozenset({CatalogStatus.HIDDEN, CatalogStatus.RETIRED}),
    CatalogStatus.HIDDEN: frozenset({CatalogStatus.ON_SALE, CatalogStatus.RETIRED}),
    CatalogStatus.RETIRED: frozenset(),
}


_ON_SALE = "status = 'on_sale'"
_NOT_WITHDRAWN = "withdrawn_at IS NULL"


def _for_last_release(condition: str) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    """Declare the flag that the release before this one reads; it goes with the next."""
    column = Column("on_sale", Boolean, Computed(condition, persisted=True))
    return Field(default=None, sa_column=column)


def _translated() -> Column[dict[str, str]]:
    return Column(JSONB, nullable=False)


class Product(VersionedModel, table=True):
    """Something that is sold in several sizes."""

    __tablename__ = "product"
    __table_args__ = (Index("ix_product_position", "position", "id"),)

    slug: str = Field(unique=True)
    kind: ServiceKind = text_enum(ServiceKind)
    name: dict[str, str] = Field(sa_column=_translated())
    description: dict[str, str] = Field(sa_column=_translated())
    status: CatalogStatus = text_enum(CatalogStatus, default=CatalogStatus.DRAFT)
    position: int = 0
    created_at: datetime = timestamp(default_factory=clock.now)
    on_sale: bool | None = _for_last_release(_ON_SALE)


class Plan(VersionedModel, table=True):
    """One size of a product; `stock` is how many can still be ordered (None: unlimited)."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("cpu_millis > 0 AND memory_mb > 0 AND disk_gb > 0", name="size_positive"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
        Index("ix_plan_product", "product_id", "position", "id"),
        Index("ix_plan_position", "position", "id"),
        Index("uq_plan_default", "product_id", unique=True, postgresql_where=text("is_default")),
    )

    product_id: UUID = Field(foreign_key="product.id")
    slug: str = Field(unique=True)
    name: str
    description: dict[str, str] = Field(sa_column=_translated())
    cpu_millis: int = Field(description="Thousandths of a processor core")
    memory_mb: int
    disk_gb: int
    stock: int | None = None
    is_default: bool = False
    status: CatalogStatus = text_enum(CatalogStatus, default=CatalogStatus.DRAFT)
    position: int = 0
    created_at: datetime = timestamp(default_factory=clock.now)
    on_sale: bool | None = _for_last_release(_ON_SALE)


class Price(TableModel, table=True):
    """What a plan costs for one period, tax included, in minor units, and the rules of paying it.

    The rules belong to the price: an hour is billed when it begins, a month a week before. Of the
    versions for one period and currency the latest that has begun is the current one; where it is
    withdrawn, the plan is not sold by that period. A trigger lets nothing else change.
    """

    __tablename__ = "price"
    __table_args__ = (
        CheckConstraint("amount > 0 AND setup_fee >= 0", name="amount_positive"),
        CheckConstraint(
            "invoice_lead_hours >= 0 AND grace_hours >= 0 AND terminate_hours >= grace_hours",
            name="terminate_after_grace",
        ),
        UniqueConstraint(
            "plan_id", "period", "currency", "valid_from", name="uq_price_plan_version"
        ),
    )

    plan_id: UUID = Field(foreign_key="plan.id")
    period: Period = text_enum(Period)
    currency: str
    amount: int = minor_units()
    setup_fee: int = minor_units(default=0)
    invoice_lead_hours: int = Field(description="How long before a period its invoice is issued")
    grace_hours: int = Field(description="Unpaid for so long: suspended")
    terminate_hours: int = Field(description="Unpaid for so long: terminated")
    valid_from: datetime = timestamp(default_factory=clock.now)
    withdrawn_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp(default_factory=clock.now)
    on_sale: bool | None = _for_last_release(_NOT_WITHDRAWN)


class Image(VersionedModel, table=True):
    """What boots: `reference` is what a container engine pulls."""

    __tablename__ = "image"
    __table_args__ = (Index("ix_image_position", "position", "id"),)

    slug: str = Field(unique=True)
    kind: ServiceKind = text_enum(ServiceKind)
    name: str
    description: dict[str, str] = Field(sa_column=_translated())
    reference: str
    port: int = 8080
    status: CatalogStatus = text_enum(CatalogStatus, default=CatalogStatus.DRAFT)
    position: int = 0
    created_at: datetime = timestamp(default_factory=clock.now)
    on_sale: bool | None = _for_last_release(_ON_SALE)


class PlanImage(SQLModel, table=True):
    """An image that a plan is sold with; a plan without any is sold with all of its kind."""

    __tablename__ = "plan_image"
    __table_args__ = (PrimaryKeyConstraint("plan_id", "image_id"),)

    plan_id: UUID = Field(foreign_key="plan.id", ondelete="CASCADE")
    image_id: UUID = Field(foreign_key="image.id", index=True)


CatalogItem = Product | Plan | Image
