"""The first pages, each in one statement over the tables of lower features."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    String,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.read import Columnar, JsonQuery, json_list, json_object, money
from app.features.accounts.models import Account
from app.features.billing.models import (
    Invoice,
    InvoiceStatus,
    Subscription,
    SubscriptionStatus,
)
from app.features.catalog.schemas import Period
from app.features.deployments.models import Operation, OperationState, Service, ServiceStatus
from app.features.nodes.models import Node, NodeState
from app.features.orders.models import Order, OrderStatus
from app.features.reports.dao.customers import BALANCE

_HOURS_A_MONTH = 730
_FAILURES_SHOWN = 5
_LIVE = (SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE)
_ATTENTION = (ServiceStatus.FAILED, ServiceStatus.SUSPENDED)
_CURRENCY = bindparam("currency", type_=String())
_SINCE = bindparam("since", type_=DateTime(timezone=True))


def _shown(value: Columnar, to: str = "money") -> ColumnElement[Any]:
    """Leave out (null) what the reader may not see: by default money, to who sees no invoices."""
    return case((bindparam(to, type_=Boolean()), value))


def _count(model: type[Any], *where: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(model).where(*where)


def _sum(column: Columnar, *where: ColumnElement[bool]) -> Select[Any]:
    return select(cast(func.coalesce(func.sum(column), 0), BigInteger)).where(*where)


def _percent(part: Columnar, whole: Columnar) -> ColumnElement[Any]:
    return cast(func.round(part * 100.0 / func.greatest(whole, 1)), Integer)


_A_MONTH = case(
    (col(Subscription.period) == Period.HOUR, col(Subscription.amount) * _HOURS_A_MONTH),
    else_=col(Subscription.amount),
)
_MRR = _sum(
    _A_MONTH, col(Subscription.status).in_(_LIVE), col(Subscription.currency) == _CURRENCY
).scalar_subquery()
_UNPAID = col(Invoice.status) == InvoiceStatus.ISSUED
_OWED = _sum(col(Invoice.total), _UNPAID, col(Invoice.currency) == _CURRENCY).scalar_subquery()

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

_JOBS = json_object(
    pending=_count(Job, col(Job.state) == JobState.PENDING).scalar_subquery(),
    dead=_count(Job, col(Job.state) == JobState.DEAD).scalar_subquery(),
)

_FAILED: Select[Any] = (
    select(
        col(Operation.id).label("operation_id"),
        col(Operation.service_id),
        col(Service.hostname),
        col(Operation.error_code),
        col(Operation.created_at),
    )
    .join(Service, col(Service.operation_id) == col(Operation.id))
    .where(
        col(Operation.state) == OperationState.FAILED,
        col(Service.status) != ServiceStatus.DELETED,
    )
)
_RECENT = _FAILED.order_by(col(Operation.created_at).desc()).limit(_FAILURES_SHOWN)

OVERVIEW = JsonQuery(
    rows=select(
        _shown(money(_MRR, _CURRENCY)).label("mrr"),
        _count(Service, col(Service.status) == ServiceStatus.ACTIVE)
        .scalar_subquery()
        .label("active_services"),
        _count(Order, col(Order.created_at) >= _SINCE).scalar_subquery().label("orders_today"),
        _count(Order, col(Order.status) == OrderStatus.PAID)
        .scalar_subquery()
        .label("paid_orders_waiting"),
        select(func.count())
        .select_from(_FAILED.subquery("failed"))
        .scalar_subquery()
        .label("failed_operations"),
        _shown(_count(Invoice, _UNPAID).scalar_subquery()).label("unpaid_invoices"),
        _shown(money(_OWED, _CURRENCY)).label("unpaid_total"),
        _shown(json_list(_NODES), to="see_nodes").label("nodes"),
        _shown(_JOBS, to="see_jobs").label("jobs"),
        json_list(_RECENT).label("recent_failures"),
    )
)

_SEEN = bindparam("services", type_=ARRAY(Uuid()))
_MINE = (
    col(Service.account_id) == col(Account.id),
    col(Service.status) != ServiceStatus.DELETED,
    or_(_SEEN.is_(None), col(Service.id) == any_(_SEEN)),
)
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
"""An account as somebody sees it who sees these `services` of it, null for all."""
