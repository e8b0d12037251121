"""SQL on orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    any_,
    func,
    or_,
    select,
    text,
)
from sqlmodel import col

from app.dao.actions import by_state
from app.dao.base import BaseDAO
from app.dao.export import OWNED_ACCOUNTS
from app.dao.read import JsonQuery, money
from app.dao.search import Search
from app.features.accounts.models import Account
from app.features.billing.models import (
    Invoice,
    InvoiceStatus,
    Subscription,
    SubscriptionStatus,
)
from app.features.orders.errors import ServicesLiveError
from app.features.orders.models import Order, OrderStatus
from app.features.orders.schemas import ACTIONS, OrderAction
from app.manifest import Obstacle, found_columns

_CHUNK = 200

_ORDERS: Select[Any] = select(
    col(Order.id),
    col(Order.number),
    col(Order.status),
    col(Order.plan_name),
    col(Order.image_name),
    col(Order.hostname),
    col(Order.period),
    money(col(Order.total), col(Order.currency)).label("total"),
    col(Order.invoice_id),
    col(Order.service_id),
    col(Order.failure),
    col(Order.created_at),
)


def _source(rows: Select[Any]) -> JsonQuery:
    return JsonQuery(
        rows=rows,
        key=col(Order.id),
        owner=col(Order.account_id),
        search=Search(text=(col(Order.number), col(Order.hostname))),
        filters={"account_id": col(Order.account_id)},
        sorts={"total": col(Order.total)},
    )


def _searched(rows: Select[Any]) -> JsonQuery:
    return JsonQuery(
        rows=rows,
        key=col(Order.id),
        owner=col(Order.account_id),
        search=Search(text=(col(Order.number), col(Order.hostname)), ids=(col(Order.id),)),
        sorts={"created_at": col(Order.created_at)},
    )


_FOUND = partial(
    found_columns,
    "order",
    col(Order.id),
    col(Order.number),
    detail=col(Order.hostname),
    amount=money(col(Order.total), col(Order.currency)),
)
FULFILLED = select(col(Order.id)).where(col(Order.status) == OrderStatus.FULFILLED)
"""The orders that were paid for and delivered."""

SEARCHED = _searched(select(*_FOUND()))
STAFF_SEARCHED = _searched(
    select(*_FOUND(account_name=col(Account.name))).join(
        Account, col(Account.id) == col(Order.account_id)
    )
)


@lru_cache(maxsize=8)
def order_reads(may: frozenset[OrderAction]) -> JsonQuery:
    """Return an account's orders, for a caller who may do these actions."""
    needs = {OrderAction.REFUND: col(Order.failure).is_not(None)}
    actions = by_state(col(Order.status), ACTIONS, may, needs=needs)
    return _source(_ORDERS.add_columns(actions.label("allowed_actions")))


@lru_cache(maxsize=2)
def admin_order_reads(may: frozenset[OrderAction]) -> JsonQuery:
    """Return everybody's orders, for staff who may do these actions."""
    named = _ORDERS.add_columns(
        by_state(col(Order.status), ACTIONS, may).label("allowed_actions"),
        col(Order.account_id),
        col(Account.name).label("account_name"),
    )
    return _source(named.join(Account, col(Account.id) == col(Order.account_id)))


class OrderDAO(BaseDAO[Order]):
    """SQL on orders."""

    model = Order
    owner = "account_id"

    async def next_number(self) -> str:
        """Return a number no order had before; a rolled-back transaction leaves a gap."""
        number = await self.session.scalar(select(func.nextval(text("'order_number'"))))
        return f"HW-O-{number:06}"

    async def unpaid_since(self, moment: datetime) -> Sequence[UUID]:
        """Return orders that wait for money since before the moment, the oldest first."""
        waiting = col(Order.status) == OrderStatus.AWAITING_PAYMENT
        created_at = col(Order.created_at)
        rows = select(col(Order.id)).where(waiting, created_at <= moment)
        return (await self.session.scalars(rows.order_by(created_at).limit(_CHUNK))).all()

    async def failed_since(self, moment: datetime) -> Sequence[Row[tuple[UUID, datetime]]]:
        """Return paid orders whose service failed before the moment, the oldest first."""
        failed_at: Any = col(Order.failed_at)
        paid = col(Order.status) == OrderStatus.PAID
        rows = select(col(Order.id), failed_at).where(paid, failed_at <= moment)
        return (await self.session.execute(rows.order_by(failed_at).limit(_CHUNK))).all()

    async def unbilled(self) -> list[UUID]:
        """Return subscriptions that are still pending although their order is fulfilled."""
        rows = _DELIVERED_UNBILLED.with_only_columns(col(Order.subscription_id))
        statement = rows.order_by(col(Order.finished_at)).limit(_CHUNK)
        return list(await self.session.scalars(statement))


_PAID = (InvoiceStatus.PAID, InvoiceStatus.PARTIALLY_REFUNDED)
_UNPAID = (InvoiceStatus.ISSUED, InvoiceStatus.VOID)


_BILLED_WITHIN = timedelta(minutes=10)
_DELIVERED_UNBILLED: Select[Any] = (
    select(col(Order.id), col(Order.number), col(Subscription.id), col(Subscription.billing_error))
    .join(Subscription, col(Subscription.id) == col(Order.subscription_id))
    .where(
        col(Subscription.status) == SubscriptionStatus.PENDING,
        col(Order.status) == OrderStatus.FULFILLED,
    )
)


def _with_invoice(*which: ColumnElement[bool]) -> Select[Any]:
    rows = select(col(Order.id), col(Order.number), col(Order.status), col(Invoice.status))
    return rows.join(Invoice, col(Invoice.id) == col(Order.invoice_id)).where(*which)


INVARIANTS: Mapping[str, Select[Any]] = {
    "orders.nothing_unpaid_is_delivered": _with_invoice(
        col(Order.status).in_((OrderStatus.PAID, OrderStatus.FULFILLED)),
        col(Invoice.status).in_(_UNPAID),
    ),
    "orders.a_refunded_order_has_its_money_back": _with_invoice(
        col(Order.status) == OrderStatus.REFUNDED, col(Invoice.status) != InvoiceStatus.REFUNDED
    ),
    "orders.a_withdrawn_order_asks_for_no_money": _with_invoice(
        col(Order.status).in_((OrderStatus.CANCELLED, OrderStatus.EXPIRED)),
        col(Invoice.status) != InvoiceStatus.VOID,
    ),
    "orders.a_paid_invoice_moves_its_order_on": _with_invoice(
        col(Order.status) == OrderStatus.AWAITING_PAYMENT,
        col(Invoice.status).in_(_PAID),
        col(Invoice.paid_at) < func.now() - timedelta(minutes=1),
    ),
    "orders.what_is_delivered_is_billed": _DELIVERED_UNBILLED.where(
        col(Order.finished_at) < func.now() - _BILLED_WITHIN
    ),
    "orders.the_total_is_the_invoices": select(col(Order.id), col(Order.number))
    .join(Invoice, col(Invoice.id) == col(Order.invoice_id))
    .where(
        or_(
            col(Order.total) != col(Invoice.total),
            col(Order.currency) != col(Invoice.currency),
            col(Order.account_id) != col(Invoice.account_id),
        )
    ),
}
"""Selects that must find nothing; a minute is left to the job that hears of a payment."""

EXPORT: Mapping[str, Select[Any]] = {
    "orders": select(
        col(Order.id),
        col(Order.account_id),
        col(Order.number),
        col(Order.status),
        col(Order.hostname),
        col(Order.plan_name),
        col(Order.image_name),
        col(Order.period),
        col(Order.total),
        col(Order.currency),
        col(Order.invoice_id),
        col(Order.subscription_id),
        col(Order.service_id),
        col(Order.created_at),
        col(Order.paid_at),
        col(Order.finished_at),
    ).where(col(Order.account_id) == any_(OWNED_ACCOUNTS)),
}
"""Sections of a person's data export by file name; amounts are in minor units."""

OBSTACLES = (
    Obstacle(
        20,
        ServicesLiveError,
        select(col(Order.id)).where(
            col(Order.account_id) == any_(OWNED_ACCOUNTS), col(Order.status) == OrderStatus.PAID
        ),
    ),
)
"""Paid and without a service yet: there will be one, or the money comes back."""
