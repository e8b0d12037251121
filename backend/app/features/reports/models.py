"""Totals and days that are counted beforehand for the overview."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.dao.base import minor_units, text_enum, timestamp


class TotalName(StrEnum):
    """A figure of the overview that runs over a whole table."""

    MRR = "mrr"
    ACTIVE_SERVICES = "active_services"
    ORDERS_TODAY = "orders_today"
    PAID_ORDERS_WAITING = "paid_orders_waiting"
    FAILED_OPERATIONS = "failed_operations"
    UNPAID_INVOICES = "unpaid_invoices"
    UNPAID_TOTAL = "unpaid_total"


class ReportTotal(SQLModel, table=True):
    """A total over more than EXACT_UP_TO rows; smaller ones have no row here."""

    __tablename__ = "report_total"

    name: TotalName = text_enum(TotalName, primary_key=True)
    value: int = minor_units()
    counted_at: datetime = timestamp(default_factory=clock.now)


class TrendMetric(StrEnum):
    """What is counted by day."""

    REVENUE = "revenue"
    ORDERS = "orders"
    SIGN_UPS = "sign_ups"
    FAILED_OPERATIONS = "failed_operations"
    FAILED_PAYMENTS = "failed_payments"


class ReportDay(SQLModel, table=True):
    """What happened on one day of UTC: a number, or money (minor units) by currency.

    Every counted day has a row for each number, zero too; money has one where some moved. Days
    older than two years go, so a metric has at most 730 rows, and revenue as many a currency.
    """

    __tablename__ = "report_day"
    __table_args__ = (
        CheckConstraint("(metric = 'revenue') = (currency <> '')", name="money_has_currency"),
        CheckConstraint("metric = 'revenue' OR value >= 0", name="count_not_negative"),
    )

    metric: TrendMetric = text_enum(TrendMetric, primary_key=True)
    currency: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    value: int = minor_units()
    counted_at: datetime = timestamp(default_factory=clock.now)
