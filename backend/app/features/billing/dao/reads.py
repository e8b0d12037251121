"""Reads of the fast path: every list and document of billing, as its schema names it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select, text
from sqlmodel import col

from app.dao.read import ReadSource, json_list, json_object, money
from app.features.accounts.models import Account
from app.features.billing.models import (
    Charge,
    EntryKind,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
    Payment,
    Subscription,
)

_LINES = (
    select(
        col(InvoiceLine.id),
        col(InvoiceLine.description),
        col(InvoiceLine.quantity),
        money(col(InvoiceLine.unit_amount), col(Invoice.currency)).label("unit"),
        money(col(InvoiceLine.amount), col(Invoice.currency)).label("amount"),
        col(InvoiceLine.tax_basis_points).label("tax_rate"),
        func.coalesce(col(InvoiceLine.period_start), col(Charge.period_start)).label(
            "period_start"
        ),
        func.coalesce(col(InvoiceLine.period_end), col(Charge.period_end)).label("period_end"),
    )
    .outerjoin(Charge, col(Charge.invoice_line_id) == col(InvoiceLine.id))
    .where(col(InvoiceLine.invoice_id) == col(Invoice.id))
    .order_by(col(InvoiceLine.position))
    .correlate(Invoice)
)


def _sum(name: str, column: Any) -> ColumnElement[Any]:  # noqa: ANN401  a mapped column
    return money(column, col(Invoice.currency)).label(name)


_INVOICES: Select[Any] = select(
    col(Invoice.id),
    col(Invoice.number),
    col(Invoice.status),
    _sum("subtotal", col(Invoice.subtotal)),
    _sum("tax", col(Invoice.tax)),
    _sum("total", col(Invoice.total)),
    _sum("paid", col(Invoice.paid)),
    col(Invoice.issued_at),
    col(Invoice.due_at),
    col(Invoice.paid_at),
    col(Invoice.created_at),
    col(Invoice.order_id),
    col(Invoice.subscription_id),
)


def _with_account(rows: Select[Any], account_id: Any) -> Select[Any]:  # noqa: ANN401  the same
    named = rows.add_columns(
        account_id.label("account_id"), col(Account.name).label("account_name")
    )
    return named.join(Account, col(Account.id) == account_id)


def _invoices(rows: Select[Any]) -> ReadSource:
    return ReadSource(
        rows=rows,
        key=col(Invoice.id),
        owner=col(Invoice.account_id),
        search=(col(Invoice.number),),
        filters={"total": col(Invoice.total), "account_id": col(Invoice.account_id)},
    )


INVOICES = _invoices(_INVOICES)
INVOICE = _invoices(_INVOICES.add_columns(json_list(_LINES).label("lines")))
ADMIN_INVOICES = _invoices(_with_account(_INVOICES, col(Invoice.account_id)))
ADMIN_INVOICE = _invoices(
    _with_account(_INVOICES.add_columns(json_list(_LINES).label("lines")), col(Invoice.account_id))
)

_PAYMENTS: Select[Any] = select(
    col(Payment.id),
    col(Payment.invoice_id),
    col(Payment.provider),
    col(Payment.status),
    money(col(Payment.amount), col(Payment.currency)).label("amount"),
    col(Payment.checkout_url),
    col(Payment.created_at),
    case(
        (
            col(Payment.failure).is_not(None),
            json_object(code=col(Payment.failure), params=text("'{}'::json")),  # type: ignore[arg-type]  # SQL all the same
        )
    ).label("failure"),
)


def _payments(rows: Select[Any]) -> ReadSource:
    return ReadSource(
        rows=rows,
        key=col(Payment.id),
        owner=col(Payment.account_id),
        search=(col(Payment.provider_reference),),
        filters={"amount": col(Payment.amount), "account_id": col(Payment.account_id)},
    )


PAYMENTS = _payments(_PAYMENTS)
ADMIN_PAYMENTS = _payments(
    _with_account(
        _PAYMENTS.add_columns(col(Payment.provider_reference), col(Payment.finished_at)),
        col(Payment.account_id),
    )
)

SUBSCRIPTIONS = ReadSource(
    rows=select(
        col(Subscription.id),
        col(Subscription.order_id),
        col(Subscription.status),
        col(Subscription.details),
        col(Subscription.period),
        money(col(Subscription.amount), col(Subscription.currency)).label("price"),
        col(Subscription.billed_through),
        col(Subscription.paid_through),
        col(Subscription.created_at),
        col(Subscription.ended_at),
        col(Subscription.end_reason),
    ),
    key=col(Subscription.id),
    owner=col(Subscription.account_id),
)

_REASON = case(
    (
        col(LedgerEntry.kind) == EntryKind.ADJUSTMENT,
        func.jsonb_build_object(text("'reason'"), col(LedgerEntry.reason)),
    ),
    else_=col(LedgerEntry.details),
)

BALANCE_ENTRIES = ReadSource(
    rows=select(
        col(LedgerPosting.id),
        col(LedgerEntry.kind),
        json_object(
            code=literal_column("'entry.'").op("||")(col(LedgerEntry.kind)),
            params=_REASON,
        ).label("description"),
        money(col(LedgerPosting.amount), col(LedgerPosting.currency)).label("amount"),
        col(LedgerEntry.invoice_id),
        col(LedgerEntry.payment_id),
        col(LedgerEntry.created_at),
    )
    .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerPosting.entry_id))
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE),
    key=col(LedgerPosting.id),
    owner=col(LedgerAccount.account_id),
    search=(col(LedgerEntry.reason),),
)

_POSTINGS = (
    select(
        col(LedgerPosting.id),
        col(LedgerAccount.kind),
        col(LedgerAccount.code),
        col(LedgerAccount.account_id),
        money(col(LedgerPosting.amount), col(LedgerPosting.currency)).label("amount"),
    )
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(col(LedgerPosting.entry_id) == col(LedgerEntry.id))
    .order_by(col(LedgerPosting.amount))
    .correlate(LedgerEntry)
)

LEDGER = ReadSource(
    rows=select(
        col(LedgerEntry.id),
        col(LedgerEntry.kind),
        col(LedgerEntry.reason),
        col(LedgerEntry.reference),
        col(LedgerEntry.details),
        col(LedgerEntry.account_id),
        col(Account.name).label("account_name"),
        col(LedgerEntry.invoice_id),
        col(LedgerEntry.payment_id),
        col(LedgerEntry.actor_kind),
        col(LedgerEntry.actor_id),
        col(LedgerEntry.request_id),
        col(LedgerEntry.created_at),
        json_list(_POSTINGS).label("postings"),
    ).outerjoin(Account, col(Account.id) == col(LedgerEntry.account_id)),
    key=col(LedgerEntry.id),
    owner=col(LedgerEntry.account_id),
    search=(col(LedgerEntry.reference), col(LedgerEntry.reason)),
)

_BALANCE = money(
    select(func.coalesce(func.sum(col(LedgerPosting.amount)), text("0")))
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(
        col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
        col(LedgerAccount.account_id) == col(Account.id),
        col(LedgerAccount.currency) == col(Account.currency),
    )
    .correlate(Account)
    .scalar_subquery(),
    col(Account.currency),
)

BALANCE = ReadSource(
    rows=select(_BALANCE.label("balance")).select_from(Account),
    key=col(Account.id),
    owner=col(Account.id),
)

_UNPAID = (
    select(
        func.count().label("n"),
        func.coalesce(func.sum(col(Invoice.total)), text("0")).label("total"),
    )
    .where(col(Invoice.account_id) == col(Account.id), col(Invoice.status) == InvoiceStatus.ISSUED)
    .correlate(Account)
    .lateral("unpaid")
)

SUMMARY = ReadSource(
    rows=select(
        _UNPAID.c.n.label("unpaid_invoices"),
        money(_UNPAID.c.total, col(Account.currency)).label("unpaid_total"),
        _BALANCE.label("balance"),
    )
    .select_from(Account)
    .join(_UNPAID, text("true")),
    key=col(Account.id),
    owner=col(Account.id),
)
