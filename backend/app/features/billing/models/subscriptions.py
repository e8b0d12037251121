"""What is billed again and again, and each period that was."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from app.core import clock
from app.dao.base import TableModel, minor_units, text_enum, timestamp
from app.features.billing.models.columns import account, document
from app.features.catalog.schemas import Period


class SubscriptionStatus(StrEnum):
    """The subscription's lifecycle; `billing.service.subscriptions` holds the transitions."""

    PENDING = "pending"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CANCEL_AT_PERIOD_END = "cancel_at_period_end"
    ENDED = "ended"


class Subscription(TableModel, table=True):
    """The recurring agreement behind a service, with the price and rules it was made under.

    Period n begins at anchor + n periods, counted in `time_zone`; `periods` of them are billed.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("amount > 0 AND setup_fee >= 0", name="amount_positive"),
        CheckConstraint(
            "(status = 'pending' OR anchor IS NOT NULL OR ended_at IS NOT NULL)"
            " AND num_nulls(anchor, billed_through, paid_through) IN (0, 3)"
            " AND paid_through <= billed_through",
            name="periods",
        ),
        CheckConstraint(
            "(status IN ('terminated', 'ended')) = (ended_at IS NOT NULL)", name="ended"
        ),
        CheckConstraint("terminate_hours >= grace_hours", name="terminate_after_grace"),
        Index("ix_subscription_account", "account_id", "created_at", "id"),
        Index(
            "ix_subscription_mrr",
            "currency",
            "account_id",
            postgresql_include=["period", "amount"],
            postgresql_where=text("status IN ('active', 'past_due')"),
        ),
        Index(
            "ix_subscription_live",
            "billed_through",
            postgresql_where=text("status IN ('active', 'past_due', 'suspended')"),
        ),
        Index(
            "ix_subscription_paid_through",
            "paid_through",
            postgresql_where=text("status IN ('active', 'past_due', 'suspended')"),
        ),
        Index(
            "ix_subscription_ending",
            "paid_through",
            postgresql_where=text("status = 'cancel_at_period_end'"),
        ),
    )

    account_id: UUID = account()
    order_id: UUID = Field(unique=True)
    service_id: UUID | None = Field(default=None, description="What it became, as its event says")
    status: SubscriptionStatus = text_enum(SubscriptionStatus, default=SubscriptionStatus.PENDING)
    price_id: UUID = Field(foreign_key="price.id")
    period: Period = text_enum(Period)
    currency: str
    amount: int = minor_units()
    setup_fee: int = minor_units(default=0)
    details: dict[str, Any] = Field(sa_column=document())
    invoice_lead_hours: int
    grace_hours: int
    terminate_hours: int
    time_zone: str = "UTC"
    anchor: datetime | None = timestamp(default=None)
    periods: int = 0
    billed_through: datetime | None = timestamp(default=None)
    paid_through: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp(default_factory=clock.now)
    ended_at: datetime | None = timestamp(default=None)
    end_reason: str | None = None
    billing_error: str | None = Field(default=None, description="Why its last billing run failed")
    billing_error_at: datetime | None = timestamp(default=None)


class Charge(TableModel, table=True):
    """One subscription and one period, billed once: the database refuses a second time."""

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("subscription_id", "period_start", name="uq_charge_period_start"),
        CheckConstraint("period_end > period_start", name="period"),
        CheckConstraint("amount > 0", name="amount_positive"),
        ExcludeConstraint(
            ("subscription_id", "="),
            (text("tstzrange(period_start, period_end)"), "&&"),
            name="ex_charge_overlap",
            using="gist",
        ),
    )

    subscription_id: UUID = Field(foreign_key="subscription.id")
    invoice_id: UUID = Field(foreign_key="invoice.id", index=True)
    invoice_line_id: UUID = Field(foreign_key="invoice_line.id", unique=True)
    period_start: datetime = timestamp()
    period_end: datetime = timestamp()
    amount: int = minor_units()
    currency: str
    created_at: datetime = timestamp(default_factory=clock.now)
