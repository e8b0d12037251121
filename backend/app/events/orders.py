"""Events about orders."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class OrderEvent(Event):
    """What every event about an order says of it."""

    type: ClassVar = "order"

    order_id: UUID
    number: str
    invoice_id: UUID
    subscription_id: UUID


class OrderPlaced(OrderEvent):
    """A customer ordered; nothing is paid yet."""

    type: ClassVar = "order.placed"


class OrderPaid(OrderEvent):
    """The order is paid and must end as a running service or as money back."""

    type: ClassVar = "order.paid"


class OrderFulfilled(OrderEvent):
    """What was ordered runs."""

    type: ClassVar = "order.fulfilled"


class OrderCancelled(OrderEvent):
    """The order was withdrawn before it was paid."""

    type: ClassVar = "order.cancelled"


class OrderExpired(OrderEvent):
    """Nobody paid the order in time, so it was withdrawn."""

    type: ClassVar = "order.expired"


class OrderRefunded(OrderEvent):
    """What was paid is back in the customer's balance; nothing of the order may run.

    `reason` is a code, `note` what staff wrote to it.
    """

    type: ClassVar = "order.refunded"

    reason: str
    note: str = ""
