"""Tables of billing. What may change in them, and along which edges, is held by triggers."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlmodel import Column, Field

from app.core import clock
from app.core.context import ActorKind
from app.dao.base import Row, text_enum, timestamp
from app.features.catalog.schemas import Period

FIRST_CHECK = timedelta(seconds=30)


def _minor(**arguments: Any) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    return Field(sa_type=BigInteger, **arguments)


def _account(**arguments: Any) -> Any:  # noqa: ANN401  as sqlmodel.Field itself
    return Field(foreign_key="account.id", **arguments)


def _document() -> Column[dict[str, Any]]:
    return Column(JSONB, nullable=False, server_default=text("'{}'"))


class LedgerKind(StrEnum):
    """What an account of the ledger is for."""

    CUSTOMER_BALANCE = "customer_balance"
    PROVIDER_CLEARING = "provider_clearing"
    REVENUE = "revenue"
    TAX = "tax"
    ADJUSTMENTS = "adjustments"


class EntryKind(StrEnum):
    """What a movement of the ledger is."""

    PAYMENT = "payment"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    ADJUSTMENT = "adjustment"


class InvoiceStatus(StrEnum):
    """Where an invoice is; only a draft can be changed."""

    DRAFT = "draft"
    ISSUED = "issued"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class PaymentStatus(StrEnum):
    """Where a payment is; `unknown` until its provider has told."""

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


class SubscriptionStatus(StrEnum):
    """Where a subscription is."""

    PENDING = "pending"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CANCEL_AT_PERIOD_END = "cancel_at_period_end"
    ENDED = "ended"


class LedgerAccount(Row, table=True):
    """One account of the ledger: a customer's balance, or one of the house's own."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint(
            "kind",
            "account_id",
            "code",
            "currency",
            name="uq_ledger_account",
            postgresql_nulls_not_distinct=True,
        ),
        UniqueConstraint("id", "currency", name="uq_ledger_account_currency"),
        CheckConstraint(
            "(kind = 'customer_balance') = (account_id IS NOT NULL)", name="customer_has_account"
        ),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_code"),
        Index("ix_ledger_account_account_id", "account_id"),
    )

    kind: LedgerKind = text_enum(LedgerKind)
    account_id: UUID | None = _account(default=None)
    code: str = Field(default="", description="Which provider a clearing account is for")
    currency: str


class LedgerEntry(Row, table=True):
    """One movement, and who made it why. Append-only; its postings sum to zero."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_created", text("created_at DESC NULLS LAST"), text("id DESC")),
        Index("ix_ledger_entry_account_id", "account_id"),
    )

    position: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, Identity(always=True), unique=True, nullable=False),
        description="Counts entries, for their seals",
    )
    kind: EntryKind = text_enum(EntryKind)
    reason: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    reference: str = Field(unique=True, description="Names the effect, so that it happens once")
    account_id: UUID | None = _account(default=None)
    invoice_id: UUID | None = Field(default=None, foreign_key="invoice.id", index=True)
    payment_id: UUID | None = Field(default=None, foreign_key="payment.id", index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=_document())
    actor_kind: ActorKind = text_enum(ActorKind)
    actor_id: UUID | None = None
    request_id: str
    created_at: datetime = timestamp(default_factory=clock.now)


class LedgerPosting(Row, table=True):
    """One leg of a movement: minor units, credit positive."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ledger_account_id", "currency"],
            ["ledger_account.id", "ledger_account.currency"],
            name="fk_ledger_posting_account_currency",
        ),
        UniqueConstraint("entry_id", "ledger_account_id", name="uq_ledger_posting_leg"),
        CheckConstraint("amount <> 0", name="amount_moves"),
        Index(
            "ix_ledger_posting_balance", "ledger_account_id", postgresql_include=["amount", "id"]
        ),
    )

    entry_id: UUID = Field(foreign_key="ledger_entry.id")
    ledger_account_id: UUID
    amount: int = _minor()
    currency: str


class DocumentSeries(Row, table=True):
    """The last number given in a series of documents; locked while one is issued."""

    __tablename__ = "document_series"

    series: str = Field(unique=True)
    last: int = _minor(default=0)


class Invoice(Row, table=True):
    """A demand for money. Once issued, only its status and what it says of payment may change."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("series", "sequence", name="uq_invoice_series_sequence"),
        CheckConstraint("total > 0 AND tax >= 0 AND subtotal + tax = total", name="totals"),
        CheckConstraint("(status = 'draft') = (number IS NULL)", name="numbered_when_issued"),
        CheckConstraint("num_nulls(number, series, sequence, issued_at) IN (0, 4)", name="issued"),
        CheckConstraint(
            "paid = CASE WHEN status IN ('paid', 'partially_refunded', 'refunded')"
            " THEN total ELSE 0 END",
            name="paid_in_full",
        ),
        CheckConstraint(
            "credited = CASE WHEN status = 'partially_refunded' THEN credited"
            " WHEN status = 'refunded' THEN total ELSE 0 END"
            " AND credited BETWEEN 0 AND paid"
            " AND (status = 'partially_refunded') = (credited > 0 AND credited < total)",
            name="credited",
        ),
        Index("ix_invoice_account", "account_id", text("created_at DESC NULLS LAST")),
        Index("ix_invoice_created", text("created_at DESC NULLS LAST"), text("id DESC")),
        Index("ix_invoice_open", "due_at", postgresql_where=text("status = 'issued'")),
    )

    account_id: UUID = _account()
    order_id: UUID | None = Field(default=None, index=True)
    subscription_id: UUID | None = Field(default=None, foreign_key="subscription.id", index=True)
    status: InvoiceStatus = text_enum(InvoiceStatus, default=InvoiceStatus.DRAFT)
    number: str | None = Field(default=None, unique=True)
    series: str | None = None
    sequence: int | None = _minor(default=None)
    currency: str
    subtotal: int = _minor()
    tax: int = _minor()
    total: int = _minor()
    paid: int = _minor(default=0)
    credited: int = _minor(default=0)
    created_at: datetime = timestamp(default_factory=clock.now)
    issued_at: datetime | None = timestamp(default=None)
    due_at: datetime = timestamp()
    paid_at: datetime | None = timestamp(default=None)
    voided_at: datetime | None = timestamp(default=None)
    warned_at: datetime | None = timestamp(default=None)
    overdue_at: datetime | None = timestamp(default=None)


class InvoiceLine(Row, table=True):
    """One line: gross amount with the tax inside it, rounded half up."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position", name="uq_invoice_line_position"),
        CheckConstraint("quantity > 0 AND amount = quantity * unit_amount", name="amount"),
        CheckConstraint("amount > 0 AND tax BETWEEN 0 AND amount", name="tax_inside"),
        CheckConstraint("period_end > period_start", name="period"),
    )

    invoice_id: UUID = Field(foreign_key="invoice.id")
    position: int
    description: dict[str, Any] = Field(sa_column=_document())
    quantity: int = 1
    unit_amount: int = _minor()
    amount: int = _minor()
    tax: int = _minor()
    tax_basis_points: int
    period_start: datetime | None = timestamp(default=None)
    period_end: datetime | None = timestamp(default=None)


class CreditNote(Row, table=True):
    """Money of a paid invoice given back to the balance; never changes."""

    __tablename__ = "credit_note"
    __table_args__ = (
        UniqueConstraint("series", "sequence", name="uq_credit_note_series_sequence"),
        CheckConstraint("total > 0 AND tax >= 0 AND subtotal + tax = total", name="totals"),
        Index("ix_credit_note_account", "account_id", text("issued_at DESC")),
    )

    account_id: UUID = _account()
    invoice_id: UUID = Field(foreign_key="invoice.id", index=True)
    number: str = Field(unique=True)
    series: str
    sequence: int = _minor()
    currency: str
    subtotal: int = _minor()
    tax: int = _minor()
    total: int = _minor()
    reason: str = Field(description="A code")
    note: str = Field(
        default="",
        description="What staff wrote to it",
        sa_column_kwargs={"server_default": text("''")},
    )
    issued_at: datetime = timestamp(default_factory=clock.now)


class Subscription(Row, table=True):
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
        Index("ix_subscription_account", "account_id", text("created_at DESC NULLS LAST")),
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
    )

    account_id: UUID = _account()
    order_id: UUID = Field(unique=True)
    service_id: UUID | None = Field(default=None, description="What it became, as its fact says")
    status: SubscriptionStatus = text_enum(SubscriptionStatus, default=SubscriptionStatus.PENDING)
    price_id: UUID = Field(foreign_key="price.id")
    period: Period = text_enum(Period)
    currency: str
    amount: int = _minor()
    setup_fee: int = _minor(default=0)
    details: dict[str, Any] = Field(sa_column=_document())
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
    trouble: str | None = Field(default=None, description="Why its last billing run failed")
    trouble_at: datetime | None = timestamp(default=None)


class Charge(Row, table=True):
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
    amount: int = _minor()
    currency: str
    created_at: datetime = timestamp(default_factory=clock.now)


class Payment(Row, table=True):
    """Money asked for at a provider; its id is the reference and the idempotency key there."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("provider", "provider_reference", name="uq_payment_provider_reference"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index(
            "uq_payment_open_of_invoice",
            "invoice_id",
            "provider",
            unique=True,
            postgresql_where=text("status IN ('created', 'pending', 'requires_action', 'unknown')"),
        ),
        Index("ix_payment_account", "account_id", text("created_at DESC NULLS LAST")),
        Index("ix_payment_created", text("created_at DESC NULLS LAST"), text("id DESC")),
        Index(
            "ix_payment_check",
            "check_at",
            postgresql_where=text("status IN ('created', 'pending', 'requires_action', 'unknown')"),
        ),
    )

    account_id: UUID = _account()
    invoice_id: UUID | None = Field(default=None, foreign_key="invoice.id", index=True)
    provider: str
    status: PaymentStatus = text_enum(PaymentStatus, default=PaymentStatus.CREATED)
    amount: int = _minor()
    currency: str
    provider_reference: str | None = None
    checkout_url: str | None = None
    failure: str | None = None
    created_at: datetime = timestamp(default_factory=clock.now)
    finished_at: datetime | None = timestamp(default=None)
    checks: int = 0
    check_at: datetime = timestamp(default_factory=lambda: clock.now() + FIRST_CHECK)


class ProviderEvent(Row, table=True):
    """What a provider told us, kept as it came; each is taken once."""

    __tablename__ = "provider_event"
    __table_args__ = (UniqueConstraint("provider", "event_id", name="uq_provider_event"),)

    provider: str
    event_id: str
    type: str
    subject: str = Field(description="The provider's id of what the event is about")
    body: str
    received_at: datetime = timestamp(default_factory=clock.now)
