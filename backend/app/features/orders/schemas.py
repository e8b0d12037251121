"""What orders say and take over the API, and what they say to other features."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.core.hosts import to_ascii
from app.core.locale import LocalizedMessage
from app.core.money import MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.features.catalog.schemas import Offer, Period
from app.features.orders.models import OrderStatus

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"

Hostname = Annotated[
    str,
    Field(max_length=253, pattern=rf"^{_LABEL}(\.{_LABEL})*$", examples=["my-site"]),
    AfterValidator(to_ascii),
]


class OrderCreate(BaseModel):
    """What is ordered: a plan at one of its prices, with an image, under a name."""

    model_config = ConfigDict(extra="forbid")

    plan_id: UUID
    price_id: UUID
    image_id: UUID
    hostname: Hostname


class OrderAction(StrEnum):
    """What a person may do to an order."""

    PAY = "pay"
    CANCEL = "cancel"
    REFUND = "refund"


ACTIONS: Mapping[OrderStatus, tuple[OrderAction, ...]] = {
    OrderStatus.AWAITING_PAYMENT: (OrderAction.PAY, OrderAction.CANCEL),
    OrderStatus.PAID: (OrderAction.REFUND,),
}
"""What a state leaves open; a customer's refund also needs a failure."""

REQUIRES: Mapping[OrderAction, Permission] = {
    OrderAction.PAY: Permission.BILLING_MANAGE,
    OrderAction.CANCEL: Permission.ORDERS_MANAGE,
    OrderAction.REFUND: Permission.ORDERS_MANAGE,
}
STAFF_REQUIRES: Mapping[OrderAction, Permission] = {OrderAction.REFUND: Permission.BILLING_REFUND}


class RefundRequest(BaseModel):
    """Why staff give the money back; kept on the credit note and in the ledger."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Line, Field(min_length=3, max_length=200, examples=["No room on a node"])]


class OrderRead(BaseModel):
    """An order; `total` is what its invoice asks for."""

    id: UUID
    number: str
    status: OrderStatus
    plan_name: str
    image_name: str
    hostname: str
    period: Period
    total: MoneyRead
    invoice_id: UUID | None
    service_id: UUID | None
    failure: LocalizedMessage | None
    allowed_actions: Annotated[list[OrderAction], Field(description="What the caller may do now")]
    created_at: datetime


class AdminOrderRead(OrderRead):
    """An order as staff see it."""

    account_id: UUID
    account_name: str


class OrderQuery(ListQuery):
    """Orders of an account; `q` looks in numbers and hostnames."""

    sort: Sort[Literal["created_at", "-created_at", "total", "-total"]] = ["-created_at"]
    status: list[OrderStatus] = []


class AdminOrderQuery(OrderQuery):
    """The same over all accounts, or one of them."""

    account_id: UUID | None = None


class OrderSnapshot(BaseModel):
    """An order as other features see it."""

    id: UUID
    number: str
    account_id: UUID
    subscription_id: UUID
    invoice_id: UUID
    status: OrderStatus
    hostname: str
    offer: Offer
