"""The books: accounts, movements and their legs."""

from datetime import datetime
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
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core import clock
from app.core.context import ActorKind
from app.dao.base import TableModel, minor_units, text_enum, timestamp
from app.dao.indexes import trigrams
from app.features.billing.models.columns import account, document


class LedgerKind(StrEnum):
    """Liability to customers, money at providers, or one of our own accounts."""

    CUSTOMER_BALANCE = "customer_balance"
    PROVIDER_CLEARING = "provider_clearing"
    REVENUE = "revenue"
    TAX = "tax"
    ADJUSTMENTS = "adjustments"


class EntryKind(StrEnum):
    """The business reason of an entry."""

    PAYMENT = "payment"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    ADJUSTMENT = "adjustment"


class LedgerAccount(TableModel, table=True):
    """One account of the ledger: a customer's balance, or one of our own."""

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
    account_id: UUID | None = account(default=None)
    code: str = Field(default="", description="Which provider a clearing account is for")
    currency: str


class LedgerEntry(TableModel, table=True):
    """One movement, and who made it why. Append-only; its postings sum to zero."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_created", "created_at", "id"),
        Index("ix_ledger_entry_account", "account_id", "created_at", "id"),
        Index("ix_ledger_entry_kind", "kind", "created_at", "id"),
        trigrams(
            "ix_ledger_entry_search",
            "reference",
            "jsonb_extract_path_text(reason, 'params', 'reason')",
        ),
    )

    position: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, Identity(always=True), unique=True, nullable=False),
        description="Counts entries, for their seals",
    )
    kind: EntryKind = text_enum(EntryKind)
    reason: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    reference: str = Field(unique=True, description="Names the effect, so that it happens once")
    account_id: UUID | None = account(default=None)
    invoice_id: UUID | None = Field(default=None, foreign_key="invoice.id", index=True)
    payment_id: UUID | None = Field(default=None, foreign_key="payment.id", index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    actor_kind: ActorKind = text_enum(ActorKind)
    actor_id: UUID | None = None
    request_id: str
    created_at: datetime = timestamp(default_factory=clock.now)


class LedgerPosting(TableModel, table=True):
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
    amount: int = minor_units()
    currency: str
