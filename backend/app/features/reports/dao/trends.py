"""The business by day: counted from the rows of lower features, and read as it was counted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.dao.read import JsonQuery, json_list
from app.features.reports.models import ReportDay, TrendMetric

_COUNT = text(
    """
    WITH counted AS (
        SELECT 'orders' AS metric, '' AS currency, (created_at AT TIME ZONE 'UTC')::date AS day,
            count(*) AS value
        FROM "order" WHERE created_at >= :since AND created_at < :until GROUP BY 3
        UNION ALL
        SELECT 'sign_ups', '', (created_at AT TIME ZONE 'UTC')::date, count(*)
        FROM account WHERE created_at >= :since AND created_at < :until GROUP BY 3
        UNION ALL
        SELECT 'failed_operations', '', (finished_at AT TIME ZONE 'UTC')::date, count(*)
        FROM operation
        WHERE state = 'failed' AND finished_at >= :since AND finished_at < :until GROUP BY 3
        UNION ALL
        SELECT 'failed_payments', '', (finished_at AT TIME ZONE 'UTC')::date, count(*)
        FROM payment
        WHERE status = 'failed' AND finished_at >= :since AND finished_at < :until GROUP BY 3
        UNION ALL
        SELECT 'revenue', moved.currency, (entry.created_at AT TIME ZONE 'UTC')::date,
            sum(CASE entry.kind WHEN 'payment' THEN moved.amount ELSE -moved.amount END)::bigint
        FROM ledger_entry entry
            JOIN ledger_posting moved ON moved.entry_id = entry.id
            JOIN ledger_account kept ON kept.id = moved.ledger_account_id
        WHERE entry.kind IN ('payment', 'credit_note') AND kept.kind = 'customer_balance'
            AND entry.created_at >= :since AND entry.created_at < :until
        GROUP BY 2, 3
    ),
    complete AS (
        SELECT metric, currency, day, value FROM counted
        UNION ALL
        SELECT number.metric, '', CAST(:first AS date) + passed, 0
        FROM generate_series(0, CAST(:last AS date) - CAST(:first AS date)) passed,
            unnest(ARRAY['orders', 'sign_ups', 'failed_operations', 'failed_payments'])
                AS number (metric)
        WHERE NOT EXISTS (
            SELECT FROM counted
            WHERE counted.metric = number.metric AND day = CAST(:first AS date) + passed
        )
    ),
    gone AS (
        DELETE FROM report_day
        WHERE day BETWEEN CAST(:first AS date) AND CAST(:last AS date) AND NOT EXISTS (
            SELECT FROM complete WHERE complete.metric = report_day.metric
                AND complete.currency = report_day.currency AND complete.day = report_day.day
        )
    )
    INSERT INTO report_day (metric, currency, day, value, counted_at)
    SELECT metric, currency, day, value, :counted_at FROM complete
    ON CONFLICT (metric, currency, day)
        DO UPDATE SET value = excluded.value, counted_at = excluded.counted_at
    """
)
"""Money is read from the books, which only grow: a payment's status may change later."""


class ReportDayDAO:
    """What was counted by day."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, first: date, last: date, since: datetime, until: datetime) -> None:
        """Count these days, from `since` to before `until`; what they held before is replaced."""
        values = {"first": first, "last": last, "since": since, "until": until}
        await self.session.execute(_COUNT, values | {"counted_at": clock.now()})

    async def delete_before(self, oldest: date) -> date | None:
        """Delete the days before this one; return the newest that is left."""
        await self.session.execute(delete(ReportDay).where(col(ReportDay.day) < oldest))
        newest: date | None = await self.session.scalar(select(func.max(col(ReportDay.day))))
        return newest


_FIRST = bindparam("first", type_=Date())
_SINCE = bindparam("since_day", type_=Date())
_LAST = bindparam("last", type_=Date())

_passed = func.generate_series(0, _LAST - _FIRST, type_=Integer()).table_valued("n", name="passed")
_GRID = select(cast(_FIRST + _passed.render_derived().c.n, Date).label("day")).subquery("grid")


def _values(metric: TrendMetric, currency: ColumnElement[str]) -> FromClause:
    """Select what was counted of each day, zero where nothing was."""
    counted = (
        select(col(ReportDay.day), col(ReportDay.value))
        .where(
            col(ReportDay.metric) == literal_column(f"'{metric}'"),
            col(ReportDay.currency) == currency,
            col(ReportDay.day).between(_FIRST, _LAST),
        )
        .subquery("counted")
    )
    value = func.coalesce(counted.c.value, 0).label("value")
    rows = select(_GRID.c.day, value).join_from(
        _GRID, counted, counted.c.day == _GRID.c.day, isouter=True
    )
    return rows.lateral("daily")


def _trend(daily: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Part the days into the period asked for and the one before."""
    ordered = func.json_agg(aggregate_order_by(daily.c.value, daily.c.day))
    total = func.sum(daily.c.value)
    now, before = daily.c.day >= _SINCE, daily.c.day < _SINCE
    return (
        ordered.filter(now).label("values"),
        ordered.filter(before).label("previous"),
        cast(total.filter(now), BigInteger).label("total"),
        cast(total.filter(before), BigInteger).label("previous_total"),
    )


def _count(metric: TrendMetric) -> ColumnElement[Any]:
    one: Select[Any] = select(*_trend(_values(metric, literal_column("''"))))
    row = one.subquery("one")
    return select(func.row_to_json(row.table_valued())).scalar_subquery()


_CURRENCIES = (
    select(col(ReportDay.currency))
    .where(
        col(ReportDay.metric) == literal_column(f"'{TrendMetric.REVENUE}'"),
        col(ReportDay.day).between(_FIRST, _LAST),
    )
    .distinct()
    .subquery("moved")
)
_daily_money = _values(TrendMetric.REVENUE, _CURRENCIES.c.currency)
_REVENUE = (
    select(_CURRENCIES.c.currency, *_trend(_daily_money))
    .join_from(_CURRENCIES, _daily_money, literal_column("true"))
    .group_by(_CURRENCIES.c.currency)
    .order_by(_CURRENCIES.c.currency)
)
_DAYS = select(func.json_agg(aggregate_order_by(_GRID.c.day, _GRID.c.day))).where(
    _GRID.c.day >= _SINCE
)
_COUNTED_AT = select(func.max(col(ReportDay.counted_at))).where(
    col(ReportDay.metric) == literal_column(f"'{TrendMetric.ORDERS}'"),
    col(ReportDay.currency) == literal_column("''"),
    col(ReportDay.day).between(_FIRST, _LAST),
)


def _shown(value: ColumnElement[Any], to: str) -> ColumnElement[Any]:
    return case((bindparam(to, type_=Boolean()), value))


TRENDS = JsonQuery(
    rows=select(
        _DAYS.scalar_subquery().label("days"),
        _shown(json_list(_REVENUE), "money").label("revenue"),
        _count(TrendMetric.ORDERS).label("orders"),
        _shown(_count(TrendMetric.SIGN_UPS), "see_accounts").label("sign_ups"),
        _shown(_count(TrendMetric.FAILED_OPERATIONS), "see_services").label("failed_operations"),
        _shown(_count(TrendMetric.FAILED_PAYMENTS), "money").label("failed_payments"),
        _COUNTED_AT.scalar_subquery().label("counted_at"),
    )
)
"""The days from `first` to `last`; those before `since_day` are the period before."""
