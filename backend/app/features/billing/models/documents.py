"""What a customer is sent: invoices, credit notes, and how they are numbered."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core import clock
from app.dao.base import TableModel, minor_units, text_enum, timestamp
from app.dao.indexes import trigrams
from app.features.billing.models.columns import account, document


class InvoiceStatus(StrEnum):
    """Where an invoice is; only a draft can be changed."""

    DRAFT = "draft"
    ISSUED = "issued"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class DocumentSeries(TableModel, table=True):
    """The last number given in a series of documents; locked while one is issued."""

    __tablename__ = "document_series"

    series: str = Field(unique=True)
    last: int = minor_units(default=0)


class Invoice(TableModel, table=True):
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
        Index("ix_invoice_account", "account_id", "created_at", "id"),
        Index("ix_invoice_status", "status", "created_at", "id"),
        Index("ix_invoice_due", "due_at", "id"),
        Index("ix_invoice_total", "total", "id"),
        trigrams("ix_invoice_search", "number"),
        Index("ix_invoice_created", "created_at", "id"),
        Index("ix_invoice_open", "due_at", postgresql_where=text("status = 'issued'")),
        Index(
            "ix_invoice_unpaid",
            "account_id",
            postgresql_include=["currency", "total"],
            postgresql_where=text("status = 'issued'"),
        ),
    )

    account_id: UUID = account()
    order_id: UUID | None = Field(default=None, index=True)
    subscription_id: UUID | None = Field(default=None, foreign_key="subscription.id", index=True)
    status: InvoiceStatus = text_enum(InvoiceStatus, default=InvoiceStatus.DRAFT)
    number: str | None = Field(default=None, unique=True)
    series: str | None = None
    sequence: int | None = minor_units(default=None)
    currency: str
    subtotal: int = minor_units()
    tax: int = minor_units()
    total: int = minor_units()
    paid: int = minor_units(default=0)
    credited: int = minor_units(default=0)
    created_at: datetime = timestamp(default_factory=clock.now)
    issued_at: datetime | None = timestamp(default=None)
    due_at: datetime = timestamp()
    paid_at: datetime | None = timestamp(default=None)
    voided_at: datetime | None = timestamp(default=None)
    warned_at: datetime | None = timestamp(default=None)
    overdue_at: datetime | None = timestamp(default=None)


class InvoiceLine(TableModel, table=True):
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
    description: dict[str, Any] = Field(sa_column=document())
    quantity: int = 1
    unit_amount: int = minor_units()
    amount: int = minor_units()
    tax: int = minor_units()
    tax_basis_points: int
    period_start: datetime | None = timestamp(default=None)
    period_end: datetime | None = timestamp(default=None)


class CreditNote(TableModel, table=True):
    """Money of a paid invoice given back to the balance; never changes."""

    __tablename__ = "credit_note"
    __table_args__ = (
        UniqueConstraint("series", "sequence", name="uq_credit_note_series_sequence"),
        CheckConstraint("total > 0 AND tax >= 0 AND subtotal + tax = total", name="totals"),
        Index("ix_credit_note_account", "account_id", "issued_at"),
    )

    account_id: UUID = account()
    invoice_id: UUID = Field(foreign_key="invoice.id", index=True)
    number: str = Field(unique=True)
    series: str
    sequence: int = minor_units()
    currency: str
    subtotal: int = minor_units()
    tax: int = minor_units()
    total: int = minor_units()
    reason: str = Field(description="A code")
    note: str = Field(
        default="",
        description="What staff wrote to it",
        sa_column_kwargs={"server_default": text("''")},
    )
    issued_at: datetime = timestamp(default_factory=clock.now)
