"""Totals that are counted beforehand for the overview."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import SQLModel

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
