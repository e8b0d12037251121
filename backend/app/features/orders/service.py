"""Use cases of orders: placed, paid and fulfilled, or cancelled, expired or refunded."""

from contextlib import suppress
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.celery.enqueue import enqueue
from app.core import clock
from app.dao.actions import granted
from app.dao.query import ListQuery
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.events.orders import (
    OrderCancelled,
    OrderEvent,
    OrderExpired,
    OrderFulfilled,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
)
from app.events.outbox import publish
from app.features.accounts import service as accounts
from app.features.billing import service as billing
from app.features.billing.errors import InvoiceNotPayableError
from app.features.catalog import service as catalog
from app.features.catalog.schemas import Offer
from app.features.orders.audit import AuditAction
from app.features.orders.dao import OrderDAO, admin_order_reads, order_reads
from app.features.orders.errors import OrderNotCancellableError, OrderNotRefundableError
from app.features.orders.models import Order, OrderStatus
from app.features.orders.schemas import (
    REQUIRES,
    STAFF_REQUIRES,
    OrderAction,
    OrderCreate,
    OrderRead,
    OrderSnapshot,
    RefundRequest,
)
from app.features.users import service as users

EXPIRE = "orders.expire"
REFUND_UNDELIVERED = "orders.refund_undelivered"
EXPIRE_UNPAID_AFTER = timedelta(days=7)
REFUND_FAILED_AFTER = timedelta(hours=24)

_CANCELLATION_EVENTS: dict[OrderStatus, type[OrderEvent]] = {
    OrderStatus.CANCELLED: OrderCancelled,
    OrderStatus.EXPIRED: OrderExpired,
}
Kind = TypeVar("Kind", bound=OrderEvent)


async def place_order(
    session: AsyncSession, principal: Principal, payload: OrderCreate
) -> OrderRead:
    """Order what the catalogue offers and issue its invoice; nothing is made before it is paid.

    Raises EmailUnverifiedError, OfferNotFoundError, OfferMismatchError, OutOfStockError,
    CurrencyDiffersError.
    """
    await users.require_verified(session, principal.user_id)
    offer = await catalog.offer(session, payload.plan_id, payload.price_id, payload.image_id)
    orders = OrderDAO(session)
    order = await orders.add(
        Order(
            account_id=principal.account,
            number=await orders.next_number(),
            hostname=payload.hostname,
            offer=offer.model_dump(mode="json"),
            plan_name=offer.plan_name,
            image_name=offer.image_name,
            period=offer.period,
            currency=offer.currency,
            total=offer.amount + offer.setup_fee,
        )
    )
    invoiced = await billing.create_order_invoice(
        session, order.account_id, order.id, offer, hostname=order.hostname
    )
    await catalog.take_stock(session, offer)
    await accounts.forget_intent(session, order.account_id)
    links = {"invoice_id": invoiced.invoice_id, "subscription_id": invoiced.subscription_id}
    order = await orders.patch(order.id, links | {"status": OrderStatus.AWAITING_PAYMENT})
    await _publish(session, OrderPlaced, order)
    await _audit(session, AuditAction.ORDER_PLACED, order)
    return await _read(session, order.id, _granted_actions(principal))


async def cancel_order(session: AsyncSession, principal: Principal, order_id: UUID) -> OrderRead:
    """Cancel an unpaid order and void its invoice; one already ended is returned as it is.

    Raises NotFoundError, OrderNotCancellableError.
    """
    order = await OrderDAO(session, principal.scope()).lock(order_id)
    if order.status not in _CANCELLATION_EVENTS:
        await _cancel_unpaid(session, order, OrderStatus.CANCELLED)
        await _audit(session, AuditAction.ORDER_CANCELLED, order)
    return await _read(session, order.id, _granted_actions(principal))


async def _cancel_unpaid(session: AsyncSession, order: Order, status: OrderStatus) -> None:
    if order.status is not OrderStatus.AWAITING_PAYMENT:
        raise OrderNotCancellableError
    snapshot = _snapshot(order)
    try:
        await billing.void_invoice(session, snapshot.invoice_id)
    except InvoiceNotPayableError as paid:
        raise OrderNotCancellableError from paid
    await billing.end_subscription(session, snapshot.subscription_id, "cancelled")
    await OrderDAO(session).patch(order.id, {"status": status, "finished_at": clock.now()})
    await _publish(session, _CANCELLATION_EVENTS[status], order)
    await catalog.return_stock(session, Offer.model_validate(order.offer))


async def refund_failed_order(
    session: AsyncSession, principal: Principal, order_id: UUID
) -> OrderRead:
    """Refund an order whose service could not be deployed, at the customer's request.

    Raises NotFoundError, OrderNotRefundableError.
    """
    order = await OrderDAO(session, principal.scope()).lock(order_id)
    if order.status is OrderStatus.PAID and order.failure is None:
        raise OrderNotRefundableError
    await refund_order(session, order_id, "asked_by_customer")
    return await _read(session, order_id, _granted_actions(principal))


async def refund_by_staff(
    session: AsyncSession, order_id: UUID, request: RefundRequest
) -> OrderRead:
    """Refund an undelivered order; the reason staff wrote goes to audit and customer.

    Raises NotFoundError, OrderNotRefundableError.
    """
    await refund_order(session, order_id, "refunded_by_staff", request.reason)
    return await _read(session, order_id, frozenset())


async def refund_order(session: AsyncSession, order_id: UUID, reason: str, note: str = "") -> None:
    """Refund a paid, unfulfilled order to the balance; a refunded one is left alone.

    `reason` is a code, `note` the words of whoever decided it. Raises NotFoundError,
    OrderNotRefundableError.
    """
    orders = OrderDAO(session)
    order = await orders.lock(order_id)
    if order.status is OrderStatus.REFUNDED:
        return
    if order.status is not OrderStatus.PAID:
        raise OrderNotRefundableError
    snapshot = _snapshot(order)
    await billing.refund_invoice(session, snapshot.invoice_id, reason, note)
    await billing.end_subscription(session, snapshot.subscription_id, "refunded")
    changes = {"status": OrderStatus.REFUNDED, "finished_at": clock.now()}
    order = await orders.patch(order_id, changes)
    await _publish(session, OrderRefunded, order, reason=reason, note=note)
    await _audit(session, AuditAction.ORDER_REFUNDED, order, note or reason)
    await catalog.return_stock(session, Offer.model_validate(order.offer))


async def mark_paid(session: AsyncSession, order_id: UUID) -> None:
    """Mark an order paid once its invoice is; from then on it ends fulfilled or refunded."""
    orders = OrderDAO(session)
    order = await orders.lock(order_id)
    if order.status is OrderStatus.AWAITING_PAYMENT and await _is_paid(session, order):
        paid = {"status": OrderStatus.PAID, "paid_at": clock.now()}
        order = await orders.patch(order_id, paid)
        await _publish(session, OrderPaid, order)


async def link_service(session: AsyncSession, order_id: UUID, service_id: UUID) -> None:
    """Record which service the order is becoming: the newest, whatever order events come in."""
    orders = OrderDAO(session)
    order = await orders.lock(order_id)
    if order.service_id is None or order.service_id < service_id:
        await orders.patch(order_id, {"service_id": service_id})


async def begin_retry(session: AsyncSession, order_id: UUID) -> OrderSnapshot:
    """Clear the failure of an order that is deployed again; return it, locked.

    While it is being made nothing is refunded for the failure before.
    """
    orders = OrderDAO(session)
    order = await orders.lock(order_id)
    return _snapshot(await orders.patch(order.id, {"failure": None, "failed_at": None}))


async def record_failure(session: AsyncSession, order_id: UUID, code: str) -> None:
    """Keep why the service could not be made; the order stays paid until a person or we decide.

    Called in the transaction that ends the try, so that it never meets the next one.
    """
    orders = OrderDAO(session)
    order = await orders.lock(order_id)
    if order.status is OrderStatus.PAID:
        failure = {"code": code, "params": {}}
        await orders.patch(order_id, {"failure": failure, "failed_at": clock.now()})


async def fulfil(session: AsyncSession, order_id: UUID, service_id: UUID) -> None:
    """Mark a paid order fulfilled by the service; any other status is left alone."""
    orders = OrderDAO(session)
    order = await orders.lock(order_id)
    if order.status is OrderStatus.PAID:
        done = {"status": OrderStatus.FULFILLED, "finished_at": clock.now()}
        clean = {"failure": None, "failed_at": None}
        await link_service(session, order_id, service_id)
        order = await orders.patch(order_id, done | clean)
        await _publish(session, OrderFulfilled, order)


async def schedule_expiry(session: AsyncSession) -> None:
    """Enqueue the expiry of orders unpaid for `EXPIRE_UNPAID_AFTER`."""
    for order_id in await OrderDAO(session).unpaid_since(clock.now() - EXPIRE_UNPAID_AFTER):
        await enqueue(session, EXPIRE, key=f"expire:{order_id}", order_id=order_id)


async def expire(session: AsyncSession, order_id: UUID) -> None:
    """Expire an unpaid order; one that was paid meanwhile is left alone."""
    order = await OrderDAO(session).lock(order_id)
    with suppress(OrderNotCancellableError):
        await _cancel_unpaid(session, order, OrderStatus.EXPIRED)


async def schedule_refunds(session: AsyncSession) -> None:
    """Enqueue the refund of orders that failed `REFUND_FAILED_AFTER` ago and still do not run.

    The policy: a day for the customer to retry or ask; then the money goes back by itself.
    """
    for failed in await OrderDAO(session).failed_since(clock.now() - REFUND_FAILED_AFTER):
        key = f"give-back:{failed.id}:{failed.failed_at:%Y%m%d%H%M%S%f}"
        await enqueue(session, REFUND_UNDELIVERED, key=key, order_id=failed.id)


async def refund_undelivered(session: AsyncSession, order_id: UUID) -> None:
    """Refund a failed order by policy; one that runs or is being made again is left alone."""
    order = await OrderDAO(session).lock(order_id)
    if order.failed_at is None or order.failed_at > clock.now() - REFUND_FAILED_AFTER:
        return
    with suppress(OrderNotRefundableError):
        await refund_order(session, order_id, "not_delivered_in_time")


async def unbilled(session: AsyncSession) -> list[UUID]:
    """Return subscriptions of delivered orders whose first period has not begun, oldest first."""
    return await OrderDAO(session).unbilled()


async def snapshot(session: AsyncSession, order_id: UUID) -> OrderSnapshot:
    """Return an order as it is now; raises NotFoundError."""
    return _snapshot(await OrderDAO(session, Scope.all()).get(order_id))


async def _is_paid(session: AsyncSession, order: Order) -> bool:
    state = await billing.invoice_state(session, _snapshot(order).invoice_id)
    return state.is_paid


def _snapshot(order: Order) -> OrderSnapshot:
    return OrderSnapshot.model_validate(order, from_attributes=True)


async def _publish(
    session: AsyncSession, kind: type[Kind], order: Order, **details: object
) -> None:
    snapshot = _snapshot(order)
    event = kind(
        order_id=order.id,
        number=order.number,
        invoice_id=snapshot.invoice_id,
        subscription_id=snapshot.subscription_id,
        **details,
    )
    await publish(session, event, account_id=order.account_id)


async def _audit(
    session: AsyncSession, action: AuditAction, order: Order, reason: str | None = None
) -> None:
    changes = {"number": order.number, "total": order.total, "currency": order.currency}
    target = Target("order", order.id)
    await record(session, AuditEntry(action, order.account_id, target, changes, reason))


async def page_orders(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Page of `OrderRead`; each names what the caller may do with it."""
    return await order_reads(_granted_actions(principal)).page(reads, query, principal.scope())


async def read_order(reads: Reads, principal: Principal, order_id: UUID) -> bytes:
    """`OrderRead`; raises NotFoundError, for another account's too."""
    return await order_reads(_granted_actions(principal)).get(reads, order_id, principal.scope())


async def page_all_orders(reads: Reads, staff: Principal, query: ListQuery) -> bytes:
    """Page of `AdminOrderRead`, over all accounts."""
    return await admin_order_reads(_granted_staff_actions(staff)).page(reads, query, Scope.all())


async def read_any_order(reads: Reads, staff: Principal, order_id: UUID) -> bytes:
    """`AdminOrderRead`; raises NotFoundError."""
    return await admin_order_reads(_granted_staff_actions(staff)).get(reads, order_id, Scope.all())


async def _read(session: AsyncSession, order_id: UUID, may: frozenset[OrderAction]) -> OrderRead:
    """Return an order as the unit of work has left it."""
    await session.flush()
    reads = TransactionReads(session)
    return OrderRead.model_validate_json(await order_reads(may).get(reads, order_id, Scope.all()))


def _granted_actions(principal: Principal) -> frozenset[OrderAction]:
    return granted(REQUIRES, principal.permissions)


def _granted_staff_actions(staff: Principal) -> frozenset[OrderAction]:
    return granted(STAFF_REQUIRES, staff.staff_permissions)
