"""The table of orders. Which states follow each other is held by a trigger."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core import clock
from app.dao.base import TableModel, minor_units, text_enum, timestamp
from app.dao.indexes import trigrams
from app.features.catalog.schemas import Period


class OrderStatus(StrEnum):
    """The order's lifecycle; `orders.service` holds the transitions."""

    PLACED = "placed"
    REVIEW = "review"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    FULFILLED = "fulfilled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Order(TableModel, table=True):
    """What a customer asked for, with a snapshot of the offer it was made under."""

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("total > 0", name="total_positive"),
        CheckConstraint(
            "status IN ('placed', 'review', 'rejected') OR invoice_id IS NOT NULL", name="billed"
        ),
        CheckConstraint("(failure IS NULL) = (failed_at IS NULL)", name="failure"),
        Index("ix_order_account", "account_id", "created_at", "id"),
        Index("ix_order_status", "status", "created_at", "id"),
        Index("ix_order_total", "total", "id"),
        trigrams("ix_order_search", "number", "hostname"),
        Index("ix_order_created", "created_at", "id"),
        Index(
            "ix_order_unpaid", "created_at", postgresql_where=text("status = 'awaiting_payment'")
        ),
        Index("ix_order_failed", "failed_at", postgresql_where=text("status = 'paid'")),
    )

    account_id: UUID = Field(foreign_key="account.id")
    number: str = Field(unique=True)
    status: OrderStatus = text_enum(OrderStatus, default=OrderStatus.PLACED)
    hostname: str
    offer: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    plan_name: str
    image_name: str
    period: Period = text_enum(Period)
    currency: str
    total: int = minor_units()
    invoice_id: UUID | None = Field(default=None, foreign_key="invoice.id", unique=True)
    subscription_id: UUID | None = Field(default=None, foreign_key="subscription.id", unique=True)
    service_id: UUID | None = Field(default=None, unique=True)
    failure: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True)
    )
    failed_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp(default_factory=clock.now)
    paid_at: datetime | None = timestamp(default=None)
    finished_at: datetime | None = timestamp(default=None)
