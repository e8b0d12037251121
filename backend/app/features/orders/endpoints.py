"""Orders over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.dao.query import PageRead
from app.features.orders import service
from app.features.orders.permissions import (
    OrderManager,
    OrderReader,
    OrderRefunder,
    OrderStaffReader,
)
from app.features.orders.schemas import (
    AdminOrderQuery,
    AdminOrderRead,
    OrderCreate,
    OrderQuery,
    OrderRead,
    RefundRequest,
)
from app.web.dependencies import Reads, Session
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["orders"])
admin = Router(prefix="/admin", tags=["admin"])


@router.post(
    "/orders",
    operation_id="orders_place",
    summary="Order a service",
    status_code=201,
    dependencies=[KEY_REQUIRED],
)
async def place_order(
    body: OrderCreate, session: Session, principal: OrderManager, response: Response
) -> OrderRead:
    """Place an order and issue its invoice; the service is made once that is paid."""
    order = await service.place_order(session, principal, body)
    response.headers["Location"] = f"/api/v1/orders/{order.id}"
    return order


@read(
    router, "/orders", answer=PageRead[OrderRead], operation_id="orders_list", summary="List orders"
)
async def list_orders(
    reads: Reads, principal: OrderReader, query: Annotated[OrderQuery, Query()]
) -> bytes:
    """Newest first; each says what the caller may do with it now."""
    return await service.page_orders(reads, principal, query)


@read(
    router, "/orders/{order_id}", answer=OrderRead, operation_id="orders_read", summary="One order"
)
async def read_order(reads: Reads, principal: OrderReader, order_id: UUID) -> bytes:
    """With the offer as it was when ordered, and why it failed where it did."""
    return await service.read_order(reads, principal, order_id)


@router.post(
    "/orders/{order_id}/actions/cancel",
    operation_id="orders_cancel",
    summary="Cancel an unpaid order",
)
async def cancel_order(session: Session, principal: OrderManager, order_id: UUID) -> OrderRead:
    """Cancel the order and void its invoice; repeating it changes nothing."""
    return await service.cancel_order(session, principal, order_id)


@router.post(
    "/orders/{order_id}/actions/refund",
    operation_id="orders_refund",
    summary="Ask the money back for a service that failed",
)
async def refund_order(session: Session, principal: OrderManager, order_id: UUID) -> OrderRead:
    """Give the money back to the balance; what is left of the service is removed."""
    return await service.refund_failed_order(session, principal, order_id)


@read(
    admin,
    "/orders",
    answer=PageRead[AdminOrderRead],
    operation_id="admin_orders_list",
    summary="Orders of all customers",
)
async def list_all_orders(
    reads: Reads, staff: OrderStaffReader, query: Annotated[AdminOrderQuery, Query()]
) -> bytes:
    """Newest first, over all accounts."""
    return await service.page_all_orders(reads, staff, query)


@read(
    admin,
    "/orders/{order_id}",
    answer=AdminOrderRead,
    operation_id="admin_orders_read",
    summary="One order",
)
async def read_any_order(reads: Reads, staff: OrderStaffReader, order_id: UUID) -> bytes:
    """With the offer as it was when ordered, and why it failed where it did."""
    return await service.read_any_order(reads, staff, order_id)


@admin.post(
    "/orders/{order_id}/actions/refund",
    operation_id="admin_orders_refund",
    summary="Give an undelivered order's money back",
    dependencies=[KEY_REQUIRED],
)
async def refund_any_order(
    order_id: UUID, body: RefundRequest, session: Session, _refunder: OrderRefunder
) -> OrderRead:
    """Give the money back to the balance before the order is fulfilled, and keep the reason."""
    return await service.refund_by_staff(session, order_id, body)
