"""Reads of the fast path: every list and document of billing, as its schema names it."""

from functools import lru_cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    literal_column,
    not_,
    select,
    text,
)
from sqlmodel import col

from app.dao.actions import by_state
from app.dao.keyset import unset_first
from app.dao.read import JsonQuery, json_list, json_object, money
from app.dao.search import Related, Search
from app.features.accounts.models import Account
from app.features.billing.models import (
    Charge,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
    Payment,
    Subscription,
    SubscriptionStatus,
)
from app.features.billing.schemas import INVOICE_ACTIONS, InvoiceAction
from app.manifest import found_columns

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


_SUBJECT = (
    select(col(InvoiceLine.description))
    .where(col(InvoiceLine.invoice_id) == col(Invoice.id))
    .order_by(col(InvoiceLine.position))
    .limit(1)
    .correlate(Invoice)
    .scalar_subquery()
)

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
    _SUBJECT.label("subject"),
)


def _with_account(rows: Select[Any], account_id: Any) -> Select[Any]:  # noqa: ANN401  the same
    named = rows.add_columns(
        account_id.label("account_id"), col(Account.name).label("account_name")
    )
    return named.join(Account, col(Account.id) == account_id)


_OVERDUE = and_(
    col(Invoice.status) == literal_column(f"'{InvoiceStatus.ISSUED.value}'"),
    col(Invoice.due_at) <= func.now(),
)


def _invoices(rows: Select[Any]) -> JsonQuery:
    return JsonQuery(
        rows=rows,
        key=col(Invoice.id),
        owner=col(Invoice.account_id),
        search=Search(text=(col(Invoice.number),)),
        filters={"account_id": col(Invoice.account_id)},
        flags={"overdue": _OVERDUE},
        sorts={"total": col(Invoice.total)},
    )


def _searched(rows: Select[Any]) -> JsonQuery:
    return JsonQuery(
        rows=rows,
        key=col(Invoice.id),
        owner=col(Invoice.account_id),
        search=Search(text=(col(Invoice.number),), ids=(col(Invoice.id),)),
        sorts={"created_at": col(Invoice.created_at)},
    )


_FOUND = partial(
    found_columns,
    "invoice",
    col(Invoice.id),
    col(Invoice.number),
    amount=money(col(Invoice.total), col(Invoice.currency)),
)
SEARCHED = _searched(select(*_FOUND()))
STAFF_SEARCHED = _searched(
    select(*_FOUND(account_name=col(Account.name))).join(
        Account, col(Account.id) == col(Invoice.account_id)
    )
)


_BEING_MADE = (
    select(literal_column("1"))
    .where(
        col(Subscription.id) == col(Invoice.subscription_id),
        col(Subscription.status) == literal_column(f"'{SubscriptionStatus.PENDING.value}'"),
    )
    .correlate(Invoice)
    .exists()
)
"""Whether what the invoice is for has yet to be delivered: its order is refunded then."""


def _offered(may: frozenset[InvoiceAction]) -> Select[Any]:
    needs = {InvoiceAction.REFUND: not_(_BEING_MADE)} if InvoiceAction.REFUND in may else None
    actions = by_state(col(Invoice.status), INVOICE_ACTIONS, may, needs=needs)
    return _INVOICES.add_columns(actions.label("allowed_actions"))


def _lines(rows: Select[Any]) -> Select[Any]:
    return rows.add_columns(json_list(_LINES).label("lines"))


@lru_cache(maxsize=2)
def invoices(may: frozenset[InvoiceAction]) -> JsonQuery:
    """Return an account's invoices, for a caller who may do these actions."""
    return _invoices(_offered(may))


@lru_cache(maxsize=2)
def invoice(may: frozenset[InvoiceAction]) -> JsonQuery:
    """Return an account's invoices with their lines, for a caller who may do these actions."""
    return _invoices(_lines(_offered(may)))


@lru_cache(maxsize=2)
def admin_invoices(may: frozenset[InvoiceAction]) -> JsonQuery:
    """Return everybody's invoices, for staff who may do these actions."""
    return _invoices(_with_account(_offered(may), col(Invoice.account_id)))


@lru_cache(maxsize=2)
def admin_invoice(may: frozenset[InvoiceAction]) -> JsonQuery:
    """Return everybody's invoices with their lines, for staff who may do these actions."""
    return _invoices(_lines(_with_account(_offered(may), col(Invoice.account_id))))


_PAYMENTS: Select[Any] = select(
    col(Payment.id),
    col(Payment.invoice_id),
    col(Payment.invoice_ids),
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


def _payments(rows: Select[Any]) -> JsonQuery:
    return JsonQuery(
        rows=rows,
        key=col(Payment.id),
        owner=col(Payment.account_id),
        search=Search(text=(col(Payment.provider_reference),)),
        filters={"account_id": col(Payment.account_id)},
        sorts={"amount": col(Payment.amount)},
    )


PAYMENTS = _payments(_PAYMENTS)
ADMIN_PAYMENTS = _payments(
    _with_account(
        _PAYMENTS.add_columns(col(Payment.provider_reference), col(Payment.finished_at)),
        col(Payment.account_id),
    )
)

SUBSCRIPTIONS = JsonQuery(
    rows=select(
        col(Subscription.id),
        col(Subscription.order_id),
        col(Subscription.service_id),
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
    sorts={"paid_through": unset_first(col(Subscription.paid_through))},
)

_REASON_TEXT = func.jsonb_extract_path_text(
    col(LedgerEntry.reason), text("'params'"), text("'reason'"), type_=String()
)

_ENTRY_REASONS = Related(col(LedgerPosting.entry_id), select(col(LedgerEntry.id)), (_REASON_TEXT,))

BALANCE_ENTRIES = JsonQuery(
    rows=select(
        col(LedgerPosting.id),
        col(LedgerEntry.kind),
        json_object(
            code=literal_column("'entry.'").op("||")(col(LedgerEntry.kind)),
            params=col(LedgerEntry.reason).op("->")(text("'params'")),
        ).label("description"),
        money(col(LedgerPosting.amount), col(LedgerPosting.currency)).label("amount"),
        col(LedgerEntry.invoice_id),
        col(LedgerEntry.payment_id),
        col(LedgerEntry.created_at),
    )
    .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerPosting.entry_id))
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(
        col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
        col(LedgerAccount.account_id) == col(LedgerEntry.account_id),
    ),
    key=col(LedgerPosting.id),
    owner=col(LedgerEntry.account_id),
    search=Search(
        related=(
            Related(col(LedgerPosting.entry_id), select(col(LedgerEntry.id)), (_REASON_TEXT,)),
        )
    ),
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

LEDGER = JsonQuery(
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
    search=Search(text=(col(LedgerEntry.reference), _REASON_TEXT)),
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

BALANCE = JsonQuery(
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

SUMMARY = JsonQuery(
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
