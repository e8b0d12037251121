"""Payments at providers, and the webhook events received about them."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from app.core import clock
from app.dao.base import TableModel, minor_units, text_enum, timestamp
from app.dao.indexes import trigrams
from app.features.billing.models.columns import account

FIRST_CHECK_AFTER = timedelta(seconds=30)


class PaymentStatus(StrEnum):
    """Where a payment is; `unknown` until its provider confirms the outcome."""

    CREATED = "created"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"
    WON = "won"
    LOST = "lost"


class Payment(TableModel, table=True):
    """Money asked for at a provider; its id is the reference and the idempotency key there.

    `unresolved_calls` counts the calls that may have made it at the provider and whose outcome is
    not known: only at zero may it be called failed without asking the provider. `invoice_ids` are
    those of a payment for several, in order; such a one has no `invoice_id`.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("provider", "provider_reference", name="uq_payment_provider_reference"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("unresolved_calls >= 0", name="unresolved_calls"),
        Index(
            "uq_payment_open_of_invoice",
            "invoice_id",
            "provider",
            unique=True,
            postgresql_where=text("status IN ('created', 'pending', 'requires_action', 'unknown')"),
        ),
        Index(
            "uq_payment_open_of_invoices",
            "account_id",
            "provider",
            "invoice_ids",
            unique=True,
            postgresql_where=text(
                "invoice_ids IS NOT NULL"
                " AND status IN ('created', 'pending', 'requires_action', 'unknown')"
            ),
        ),
        CheckConstraint("invoice_ids IS NULL OR invoice_id IS NULL", name="one_or_several"),
        CheckConstraint("cardinality(invoice_ids) > 0", name="invoice_ids_some"),
        Index("ix_payment_account", "account_id", "created_at", "id"),
        Index("ix_payment_status", "status", "created_at", "id"),
        Index("ix_payment_provider", "provider", "created_at", "id"),
        Index("ix_payment_amount", "amount", "id"),
        trigrams("ix_payment_search", "provider_reference"),
        Index("ix_payment_created", "created_at", "id"),
        Index("ix_payment_failed", "finished_at", postgresql_where=text("status = 'failed'")),
        Index(
            "ix_payment_check",
            "check_at",
            postgresql_where=text("status IN ('created', 'pending', 'requires_action', 'unknown')"),
        ),
    )

    account_id: UUID = account()
    invoice_id: UUID | None = Field(default=None, foreign_key="invoice.id", index=True)
    invoice_ids: list[UUID] | None = Field(default=None, sa_column=Column(ARRAY(Uuid)))
    provider: str
    status: PaymentStatus = text_enum(PaymentStatus, default=PaymentStatus.CREATED)
    amount: int = minor_units()
    currency: str
    provider_reference: str | None = None
    checkout_url: str | None = None
    failure: str | None = None
    created_at: datetime = timestamp(default_factory=clock.now)
    finished_at: datetime | None = timestamp(default=None)
    unresolved_calls: int = 1
    last_call_at: datetime = timestamp(default_factory=clock.now)
    checks: int = 0
    check_at: datetime = timestamp(default_factory=lambda: clock.now() + FIRST_CHECK_AFTER)


class ProviderEvent(TableModel, table=True):
    """A webhook event as it was received; each is processed once."""

    __tablename__ = "provider_event"
    __table_args__ = (UniqueConstraint("provider", "event_id", name="uq_provider_event"),)

    provider: str
    event_id: str
    type: str
    subject: str = Field(description="The provider's id of what the event is about")
    body: str
    received_at: datetime = timestamp(default_factory=clock.now)
