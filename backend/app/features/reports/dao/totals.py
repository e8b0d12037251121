"""Totals over whole tables: of now while few rows make them, else what was counted a minute ago."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    String,
    bindparam,
    case,
    cast,
    delete,
    func,
    label,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.dao.query import EXACT_UP_TO
from app.dao.read import Columnar
from app.dao.upsert import Upsert, excluded
from app.features.billing.models import Invoice, Subscription
from app.features.deployments.models import Operation, Service
from app.features.orders.models import Order
from app.features.reports.models import ReportTotal, TotalName
from app.features.settings.models import SettingGroup, SettingVersion

_STORED_CURRENCY = (
    select(col(SettingVersion.content)["currency"].astext)
    .where(col(SettingVersion.setting_group) == SettingGroup.LOCALE)
    .order_by(col(SettingVersion.version).desc())
    .limit(1)
    .scalar_subquery()
)
CURRENCY = func.coalesce(
    bindparam("given_currency", type_=String()),
    _STORED_CURRENCY,
    bindparam("default_currency", type_=String()),
)
"""The installation's currency inside a statement; `settings.currency_parameters` fill it."""

_HOURS_A_MONTH = 730
SINCE = bindparam("since", type_=DateTime(timezone=True))


def _is(column: Columnar, *values: str) -> ColumnElement[bool]:
    """Compare with constants written out: only so the planner sees that a partial index fits."""
    return column.in_([literal_column(f"'{value}'") for value in values])


@dataclass(frozen=True, slots=True)
class Total:
    """What is added up: a select of one column, `value`, a row for each part.

    What was counted before `since` stands for another time and is not shown.
    """

    name: TotalName
    rows: Select[Any]
    since: ColumnElement[datetime] | None = None

    def shown(self) -> ColumnElement[Any]:
        """Return the total as a page shows it.

        What was counted beforehand, however long ago: `counted_at` says so, and an old figure is
        nearer the truth than a cut one. Else EXACT_UP_TO rows are read, and one more.
        """
        counted = select(col(ReportTotal.value)).where(_is(col(ReportTotal.name), self.name))
        if self.since is not None:
            counted = counted.where(col(ReportTotal.counted_at) >= self.since)
        few = self.rows.limit(EXACT_UP_TO + 1).subquery()
        added = select(_added(few.c.value))
        return func.coalesce(counted.scalar_subquery(), added.scalar_subquery())

    def is_large(self) -> Select[Any]:
        """Select whether more than EXACT_UP_TO rows make it."""
        few = self.rows.limit(EXACT_UP_TO + 1).subquery()
        return select(func.count() > EXACT_UP_TO).select_from(few)

    def counted(self) -> Select[Any]:
        """Add all of it up."""
        return select(_added(self.rows.subquery().c.value))


def _added(value: Columnar) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(value), 0), BigInteger)


def _rows(*where: ColumnElement[bool], value: Columnar | None = None) -> Select[Any]:
    one: Columnar = literal_column("1") if value is None else value
    return select(label("value", one)).where(*where)


MONTHLY = case(
    (_is(col(Subscription.period), "hour"), col(Subscription.amount) * _HOURS_A_MONTH),
    else_=col(Subscription.amount),
)
"""What a subscription brings in a month."""
LIVE = _is(col(Subscription.status), "active", "past_due")
_UNPAID = _is(col(Invoice.status), "issued")

_HAS_FAILED = _is(col(Operation.state), "failed")
_NAMES_ONE = (
    col(Service.operation_id).is_not(None),
    col(Service.status) != literal_column("'deleted'"),
)
FAILED = (*_NAMES_ONE, col(Operation.id) == col(Service.operation_id), _HAS_FAILED)
"""A service whose last operation failed: only then, and while one runs, does it name one."""

MRR = Total(
    TotalName.MRR,
    _rows(
        LIVE,
        col(Subscription.currency) == CURRENCY,
        value=MONTHLY,
    ),
)
ACTIVE_SERVICES = Total(TotalName.ACTIVE_SERVICES, _rows(_is(col(Service.status), "active")))
ORDERS_TODAY = Total(TotalName.ORDERS_TODAY, _rows(col(Order.created_at) >= SINCE), SINCE)
PAID_ORDERS_WAITING = Total(TotalName.PAID_ORDERS_WAITING, _rows(_is(col(Order.status), "paid")))
FAILED_OPERATIONS = Total(
    TotalName.FAILED_OPERATIONS,
    _rows(*_NAMES_ONE, value=case((_HAS_FAILED, 1), else_=0))
    .select_from(Service)
    .outerjoin(Operation, col(Operation.id) == col(Service.operation_id)),
)
UNPAID_INVOICES = Total(TotalName.UNPAID_INVOICES, _rows(_UNPAID))
UNPAID_TOTAL = Total(
    TotalName.UNPAID_TOTAL,
    _rows(_UNPAID, col(Invoice.currency) == CURRENCY, value=col(Invoice.total)),
)
TOTALS = (
    MRR,
    ACTIVE_SERVICES,
    ORDERS_TODAY,
    PAID_ORDERS_WAITING,
    FAILED_OPERATIONS,
    UNPAID_INVOICES,
    UNPAID_TOTAL,
)


_KEEP = Upsert(ReportTotal, "(name)", excluded("value") | {"counted_at": "now()"}, returning="name")


async def count_total(session: AsyncSession, total: Total, *, params: dict[str, Any]) -> None:
    """Keep a total that is too large to be counted by a page; forget it where it is not."""
    if not await session.scalar(total.is_large(), params):
        forgotten = delete(ReportTotal).where(col(ReportTotal.name) == total.name)
        await session.execute(forgotten)
        return
    value = await session.scalar(total.counted(), params)
    kept = ReportTotal(name=total.name, value=int(value or 0))
    await _KEEP.put(session, kept.model_dump())
