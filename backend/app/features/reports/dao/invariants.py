"""What must always be true of what is counted beforehand."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Date, DateTime, Select, case, cast, func, literal_column, select
from sqlmodel import col

from app.features.billing.models import (
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
)
from app.features.reports.models import ReportDay, TrendMetric

# Old enough that what was late is counted, young enough to be read from an index quickly.
_COUNTED_FOR, _LOOKED_BACK = timedelta(days=2), timedelta(days=6)
_TODAY = cast(func.timezone("UTC", func.now()), Date)
_BEGIN = func.timezone("UTC", cast(col(ReportDay.day), DateTime()))
_SIGNED = case(
    (col(LedgerEntry.kind) == EntryKind.PAYMENT, col(LedgerPosting.amount)),
    else_=-col(LedgerPosting.amount),
)
_BOOKED = (
    select(func.coalesce(func.sum(_SIGNED), 0))
    .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerPosting.entry_id))
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(
        col(LedgerEntry.kind).in_((EntryKind.PAYMENT, EntryKind.CREDIT_NOTE)),
        col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
        col(LedgerPosting.currency) == col(ReportDay.currency),
        col(LedgerEntry.created_at) >= _BEGIN,
        col(LedgerEntry.created_at) < _BEGIN + timedelta(days=1),
    )
    .correlate(ReportDay)
    .scalar_subquery()
)

INVARIANTS: Mapping[str, Select[Any]] = {
    "reports.revenue_of_a_day_is_the_books": select(
        col(ReportDay.day), col(ReportDay.currency), col(ReportDay.value), _BOOKED.label("booked")
    ).where(
        col(ReportDay.metric) == literal_column(f"'{TrendMetric.REVENUE}'"),
        col(ReportDay.day) >= _TODAY - _LOOKED_BACK,
        col(ReportDay.counted_at) >= _BEGIN + _COUNTED_FOR,
        col(ReportDay.value) != _BOOKED,
    )
}
