"""What must always be true of money: each select finds the rows that break its rule."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col

from app.dao.base import table_of
from app.features.accounts.models import Account
from app.features.billing.models import (
    Charge,
    CreditNote,
    DocumentSeries,
    EntryKind,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
    Payment,
    PaymentStatus,
    Subscription,
    SubscriptionStatus,
)

_PAID = (InvoiceStatus.PAID, InvoiceStatus.PARTIALLY_REFUNDED, InvoiceStatus.REFUNDED)
_CAPTURED = (
    PaymentStatus.SUCCEEDED,
    PaymentStatus.DISPUTED,
    PaymentStatus.WON,
    PaymentStatus.LOST,
)
_SUMMED = func.sum(col(LedgerPosting.amount))


def _posted_to_balances(kind: EntryKind, what: Any, row: Any) -> Any:  # noqa: ANN401  columns
    """Sum what entries of one kind put on customers' balances for a row."""
    return (
        select(func.coalesce(_SUMMED, 0))
        .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerPosting.entry_id))
        .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
        .where(
            col(LedgerEntry.kind) == kind,
            col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
            what == row,
        )
        .scalar_subquery()
    )


_LINES = (
    select(
        col(InvoiceLine.invoice_id),
        func.sum(col(InvoiceLine.amount)).label("total"),
        func.sum(col(InvoiceLine.tax)).label("tax"),
    )
    .group_by(col(InvoiceLine.invoice_id))
    .subquery()
)

_DOCUMENTS = (
    select(col(Invoice.series), col(Invoice.sequence))
    .where(col(Invoice.series).is_not(None))
    .union_all(select(col(CreditNote.series), col(CreditNote.sequence)))
    .subquery()
)

_CREDITS = (
    select(func.coalesce(func.sum(col(CreditNote.total)), 0))
    .where(col(CreditNote.invoice_id) == col(Invoice.id))
    .correlate(Invoice)
    .scalar_subquery()
)

_later = table_of(Charge).alias()
_follower = (
    select(func.min(_later.c.period_start))
    .where(
        _later.c.subscription_id == col(Charge.subscription_id),
        _later.c.period_start > col(Charge.period_start),
    )
    .scalar_subquery()
)

_CHARGED_THROUGH = (
    select(func.max(col(Charge.period_end)))
    .where(col(Charge.subscription_id) == col(Subscription.id))
    .correlate(Subscription)
    .scalar_subquery()
)
_PAID_THROUGH = (
    select(func.max(col(Charge.period_end)))
    .join(Invoice, col(Invoice.id) == col(Charge.invoice_id))
    .where(col(Charge.subscription_id) == col(Subscription.id), col(Invoice.status).in_(_PAID))
    .correlate(Subscription)
    .scalar_subquery()
)

INVARIANTS: Mapping[str, Select[Any]] = {
    "billing.every_entry_sums_to_zero": select(
        col(LedgerPosting.entry_id), col(LedgerPosting.currency), _SUMMED.label("sum")
    )
    .group_by(col(LedgerPosting.entry_id), col(LedgerPosting.currency))
    .having(_SUMMED != 0),
    "billing.every_entry_has_two_legs": select(col(LedgerEntry.id))
    .outerjoin(LedgerPosting, col(LedgerPosting.entry_id) == col(LedgerEntry.id))
    .group_by(col(LedgerEntry.id))
    .having(func.count(col(LedgerPosting.id)) < 2),  # noqa: PLR2004  as the rule says
    "billing.no_balance_is_negative": select(
        col(LedgerAccount.account_id), _SUMMED.label("balance")
    )
    .join(LedgerPosting, col(LedgerPosting.ledger_account_id) == col(LedgerAccount.id))
    .where(col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE)
    .group_by(col(LedgerAccount.id))
    .having(_SUMMED < 0),
    "billing.balances_are_in_the_accounts_currency": select(
        col(LedgerAccount.id), col(LedgerAccount.currency), col(Account.currency)
    )
    .join(Account, col(Account.id) == col(LedgerAccount.account_id))
    .where(col(LedgerAccount.currency) != col(Account.currency)),
    "billing.every_movement_names_reason_and_request": select(col(LedgerEntry.id)).where(
        or_(col(LedgerEntry.reason)["code"].astext == "", col(LedgerEntry.request_id) == "")
    ),
    "billing.a_payment_is_in_the_ledger_once_when_captured": select(
        col(Payment.id), col(Payment.status), col(Payment.amount)
    ).where(
        _posted_to_balances(EntryKind.PAYMENT, col(LedgerEntry.payment_id), col(Payment.id))
        != func.coalesce(
            select(col(Payment.amount))
            .where(col(Payment.status).in_(_CAPTURED))
            .correlate(Payment)
            .scalar_subquery(),
            0,
        )
    ),
    "billing.an_invoice_is_paid_when_the_ledger_says_so": select(
        col(Invoice.id), col(Invoice.number), col(Invoice.status)
    ).where(
        _posted_to_balances(EntryKind.INVOICE, col(LedgerEntry.invoice_id), col(Invoice.id))
        != -col(Invoice.paid)
    ),
    "billing.an_invoice_is_credited_by_its_credit_notes": select(
        col(Invoice.id), col(Invoice.number), col(Invoice.credited)
    ).where(
        or_(
            col(Invoice.credited) != _CREDITS,
            _posted_to_balances(EntryKind.CREDIT_NOTE, col(LedgerEntry.invoice_id), col(Invoice.id))
            != col(Invoice.credited),
        )
    ),
    "billing.totals_are_the_sums_of_lines": select(col(Invoice.id), col(Invoice.number))
    .outerjoin(_LINES, _LINES.c.invoice_id == col(Invoice.id))
    .where(
        or_(
            func.coalesce(_LINES.c.total, 0) != col(Invoice.total),
            func.coalesce(_LINES.c.tax, 0) != col(Invoice.tax),
        )
    ),
    "billing.no_draft_is_left": select(col(Invoice.id)).where(
        col(Invoice.status) == InvoiceStatus.DRAFT
    ),
    "billing.numbers_have_no_gaps": select(
        col(DocumentSeries.series), col(DocumentSeries.last), func.count(_DOCUMENTS.c.sequence)
    )
    .outerjoin(_DOCUMENTS, _DOCUMENTS.c.series == col(DocumentSeries.series))
    .group_by(col(DocumentSeries.id))
    .having(
        or_(
            func.count(_DOCUMENTS.c.sequence) != col(DocumentSeries.last),
            func.max(_DOCUMENTS.c.sequence) != col(DocumentSeries.last),
        )
    ),
    "billing.periods_have_no_gaps": select(col(Charge.id), col(Charge.subscription_id)).where(
        _follower != col(Charge.period_end)
    ),
    "billing.billed_through_is_the_last_charge": select(col(Subscription.id)).where(
        col(Subscription.billed_through).is_distinct_from(_CHARGED_THROUGH)
    ),
    "billing.paid_through_is_the_last_paid_charge": select(col(Subscription.id)).where(
        col(Subscription.paid_through).is_distinct_from(_PAID_THROUGH)
    ),
    "billing.active_means_paid": select(
        col(Subscription.id), col(Subscription.paid_through), col(Subscription.billing_error)
    ).where(
        and_(
            col(Subscription.status) == SubscriptionStatus.ACTIVE,
            col(Subscription.paid_through) < func.now() - timedelta(minutes=10),
        )
    ),
}
"""Selects that must find nothing; ten minutes are left to the runs that renew."""
