"""What orders say and take over the API, and what they say to other features."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.money import MoneyRead
from app.dao.query import ListQuery
from app.features.catalog.schemas import Offer, Period
from app.features.orders.models import Order, OrderStatus

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"

Hostname = Annotated[
    str,
    Field(max_length=253, pattern=rf"^{_LABEL}(\.{_LABEL})*$", examples=["my-site"]),
]


class OrderCreate(BaseModel):
    """What is ordered: a plan at one of its prices, with an image, under a name."""

    model_config = ConfigDict(extra="forbid")

    plan_id: UUID
    price_id: UUID
    image_id: UUID
    hostname: Hostname


class FailureRead(BaseModel):
    """Why a service could not be made, as a code the client translates."""

    code: str
    params: dict[str, Any] = {}


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
    failure: FailureRead | None
    created_at: datetime

    @classmethod
    def of(cls, order: Order) -> "OrderRead":
        """Return what is read of an order."""
        total = MoneyRead(amount=order.total, currency=order.currency)
        return cls(**order.model_dump(exclude={"total"}), total=total)


class AdminOrderRead(OrderRead):
    """An order as staff see it."""

    account_id: UUID
    account_name: str


class OrderQuery(ListQuery):
    """Orders of an account; `q` looks in numbers and hostnames."""

    sort: list[Literal["created_at", "-created_at", "total", "-total"]] = ["-created_at"]  # type: ignore[assignment]  # narrowed on purpose
    status: list[OrderStatus] = []


class AdminOrderQuery(OrderQuery):
    """Orders of everybody."""

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
