"""Tables of the catalogue. A price is a version: it is replaced, never edited."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.dao.base import TableModel, minor_units, text_enum


class ServiceKind(StrEnum):
    """What a customer runs."""

    CONTAINER = "container"
    VPS = "vps"


class Period(StrEnum):
    """How long one charge lasts."""

    HOUR = "hour"
    MONTH = "month"


def _translated() -> Column[dict[str, str]]:
    return Column(JSONB, nullable=False)


class Product(TableModel, table=True):
    """Something that is sold in several sizes."""

    __tablename__ = "product"

    slug: str = Field(unique=True)
    kind: ServiceKind = text_enum(ServiceKind)
    name: dict[str, str] = Field(sa_column=_translated())
    description: dict[str, str] = Field(sa_column=_translated())
    on_sale: bool = True
    position: int = 0


class Plan(TableModel, table=True):
    """One size of a product."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("cpu_millis > 0 AND memory_mb > 0 AND disk_gb > 0", name="size_positive"),
    )

    product_id: UUID = Field(foreign_key="product.id", index=True)
    slug: str = Field(unique=True)
    name: str
    cpu_millis: int = Field(description="Thousandths of a processor core")
    memory_mb: int
    disk_gb: int
    on_sale: bool = True
    position: int = 0


class Price(TableModel, table=True):
    """What a plan costs for one period, tax included, in minor units, and the rules of paying it.

    The rules belong to the price: an hour is billed when it begins, a month a week before.
    """

    __tablename__ = "price"
    __table_args__ = (
        CheckConstraint("amount > 0 AND setup_fee >= 0", name="amount_positive"),
        CheckConstraint(
            "invoice_lead_hours >= 0 AND grace_hours >= 0 AND terminate_hours >= grace_hours",
            name="terminate_after_grace",
        ),
    )

    plan_id: UUID = Field(foreign_key="plan.id", index=True)
    period: Period = text_enum(Period)
    currency: str
    amount: int = minor_units()
    setup_fee: int = minor_units(default=0)
    invoice_lead_hours: int = Field(description="How long before a period its invoice is issued")
    grace_hours: int = Field(description="Unpaid for so long: suspended")
    terminate_hours: int = Field(description="Unpaid for so long: terminated")
    on_sale: bool = True


class Image(TableModel, table=True):
    """What boots: `reference` is what a container engine pulls."""

    __tablename__ = "image"

    slug: str = Field(unique=True)
    kind: ServiceKind = text_enum(ServiceKind)
    name: str
    description: dict[str, str] = Field(sa_column=_translated())
    reference: str
    port: int = 8080
    on_sale: bool = True
    position: int = 0
