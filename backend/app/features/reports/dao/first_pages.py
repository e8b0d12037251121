"""The first pages, each in one statement over the tables of lower features."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.dao.read import Columnar, JsonQuery, json_list, json_object, money
from app.features.accounts.models import Account
from app.features.billing.models import Invoice
from app.features.deployments.models import Operation, Service, ServiceStatus
from app.features.nodes.models import Node, NodeState
from app.features.reports.dao import totals
from app.features.reports.dao.customers import BALANCE
from app.features.reports.models import ReportTotal

_FAILURES_SHOWN = 5
_ATTENTION = (ServiceStatus.FAILED, ServiceStatus.SUSPENDED)


def _shown(value: Columnar, to: str = "money") -> ColumnElement[Any]:
    """Leave out (null) what the reader may not see: by default money, to who sees no invoices."""
    return case((bindparam(to, type_=Boolean()), value))


def _count(model: type[Any], *where: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(model).where(*where)


def _sum(column: Columnar, *where: ColumnElement[bool]) -> Select[Any]:
    return select(cast(func.coalesce(func.sum(column), 0), BigInteger)).where(*where)


def _percent(part: Columnar, whole: Columnar) -> ColumnElement[Any]:
    return cast(func.round(part * 100.0 / func.greatest(whole, 1)), Integer)


_NODES = (
    select(
        col(Node.id),
        col(Node.name),
        col(Node.state),
        _percent(col(Node.reserved_cpu_millis), col(Node.cpu_millis)).label("cpu_used_percent"),
        _percent(col(Node.reserved_memory_mb), col(Node.memory_mb)).label("memory_used_percent"),
        _percent(col(Node.reserved_disk_gb), col(Node.disk_gb)).label("disk_used_percent"),
    )
    .where(col(Node.state) != NodeState.RETIRED)
    .order_by(col(Node.name))
)

_RECENT: Select[Any] = (
    select(
        col(Operation.id).label("operation_id"),
        col(Operation.service_id),
        col(Service.hostname),
        col(Operation.error_code),
        col(Operation.created_at),
    )
    .where(*totals.FAILED)
    .order_by(col(Operation.created_at).desc())
    .limit(_FAILURES_SHOWN)
)

OVERVIEW = JsonQuery(
    rows=select(
        _shown(money(totals.MRR.shown(), totals.CURRENCY)).label("mrr"),
        totals.ACTIVE_SERVICES.shown().label("active_services"),
        totals.ORDERS_TODAY.shown().label("orders_today"),
        totals.PAID_ORDERS_WAITING.shown().label("paid_orders_waiting"),
        totals.FAILED_OPERATIONS.shown().label("failed_operations"),
        _shown(totals.UNPAID_INVOICES.shown()).label("unpaid_invoices"),
        _shown(money(totals.UNPAID_TOTAL.shown(), totals.CURRENCY)).label("unpaid_total"),
        _shown(json_list(_NODES), to="see_nodes").label("nodes"),
        json_list(_RECENT).label("recent_failures"),
        select(func.min(col(ReportTotal.counted_at))).scalar_subquery().label("counted_at"),
    )
)

_SEEN = bindparam("services", type_=ARRAY(Uuid()))
_MINE = (
    col(Service.account_id) == col(Account.id),
    col(Service.status) != ServiceStatus.DELETED,
    or_(_SEEN.is_(None), col(Service.id) == any_(_SEEN)),
)
_UNPAID = col(Invoice.status) == literal_column("'issued'")
_DEBT = _sum(
    col(Invoice.total),
    _UNPAID,
    col(Invoice.account_id) == col(Account.id),
    col(Invoice.currency) == col(Account.currency),
).correlate(Account)


def _mine(*where: ColumnElement[bool]) -> ColumnElement[Any]:
    return _count(Service, *_MINE, *where).correlate(Account).scalar_subquery()


SUMMARY = JsonQuery(
    rows=select(
        json_object(
            total=_mine(),
            active=_mine(col(Service.status) == ServiceStatus.ACTIVE),
            attention=_mine(col(Service.status).in_(_ATTENTION)),
        ).label("services"),
        _count(Invoice, _UNPAID, _SEEN.is_(None), col(Invoice.account_id) == col(Account.id))
        .correlate(Account)
        .scalar_subquery()
        .label("unpaid_invoices"),
        _shown(money(_DEBT.scalar_subquery(), col(Account.currency))).label("unpaid_total"),
        _shown(money(BALANCE, col(Account.currency))).label("balance"),
    ),
    key=col(Account.id),
    owner=col(Account.id),
)
"""An account as a member with these `services` sees it, null for all."""
