"""What a data export says of money: subscriptions, invoices, payments and balance."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Select, any_, select, type_coerce
from sqlmodel import col

from app.dao.export import OWNED_ACCOUNTS
from app.dao.read import json_list
from app.features.billing.models import (
    Invoice,
    InvoiceLine,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
    Payment,
    Subscription,
)

_LINES = (
    select(
        col(InvoiceLine.position),
        col(InvoiceLine.description),
        col(InvoiceLine.quantity),
        col(InvoiceLine.unit_amount),
        col(InvoiceLine.amount),
        col(InvoiceLine.tax),
        col(InvoiceLine.tax_basis_points),
        col(InvoiceLine.period_start),
        col(InvoiceLine.period_end),
    )
    .where(col(InvoiceLine.invoice_id) == col(Invoice.id))
    .order_by(col(InvoiceLine.position))
    .correlate(Invoice)
)

EXPORT: Mapping[str, Select[Any]] = {
    "subscriptions": select(
        col(Subscription.id),
        col(Subscription.account_id),
        col(Subscription.order_id),
        col(Subscription.service_id),
        col(Subscription.status),
        col(Subscription.period),
        col(Subscription.amount),
        col(Subscription.setup_fee),
        col(Subscription.currency),
        col(Subscription.details),
        col(Subscription.anchor),
        col(Subscription.billed_through),
        col(Subscription.paid_through),
        col(Subscription.created_at),
        col(Subscription.ended_at),
        col(Subscription.end_reason),
    ).where(col(Subscription.account_id) == any_(OWNED_ACCOUNTS)),
    "invoices": select(
        col(Invoice.id),
        col(Invoice.account_id),
        col(Invoice.number),
        col(Invoice.status),
        col(Invoice.currency),
        col(Invoice.subtotal),
        col(Invoice.tax),
        col(Invoice.total),
        col(Invoice.paid),
        col(Invoice.credited),
        col(Invoice.order_id),
        col(Invoice.subscription_id),
        col(Invoice.created_at),
        col(Invoice.issued_at),
        col(Invoice.due_at),
        col(Invoice.paid_at),
        col(Invoice.voided_at),
        type_coerce(json_list(_LINES), JSON).label("lines"),
    ).where(col(Invoice.account_id) == any_(OWNED_ACCOUNTS)),
    "payments": select(
        col(Payment.id),
        col(Payment.account_id),
        col(Payment.invoice_id),
        col(Payment.invoice_ids),
        col(Payment.provider),
        col(Payment.status),
        col(Payment.amount),
        col(Payment.currency),
        col(Payment.failure),
        col(Payment.created_at),
        col(Payment.finished_at),
    ).where(col(Payment.account_id) == any_(OWNED_ACCOUNTS)),
    "ledger": select(
        col(LedgerEntry.id),
        col(LedgerAccount.account_id),
        col(LedgerEntry.kind),
        col(LedgerEntry.reason),
        col(LedgerPosting.amount),
        col(LedgerPosting.currency),
        col(LedgerEntry.invoice_id),
        col(LedgerEntry.payment_id),
        col(LedgerEntry.created_at),
    )
    .join(LedgerPosting, col(LedgerPosting.entry_id) == col(LedgerEntry.id))
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(
        col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
        col(LedgerAccount.account_id) == any_(OWNED_ACCOUNTS),
    ),
}
"""Sections of a person's data export by file name; amounts are in minor units."""
