"""Paid orders and what becomes of them."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core.ids import new_id
from app.features.billing.models import SubscriptionStatus
from app.features.billing.schemas import SubscriptionState
from app.features.catalog.schemas import Offer, Period, PlanRules, ServiceKind


def small_offer(**changes: object) -> Offer:
    """Describe a small static site: one core, 1 GiB."""
    values: dict[str, Any] = {
        "plan_id": new_id(),
        "plan_slug": "s1",
        "plan_name": "S1",
        "kind": ServiceKind.CONTAINER,
        "cpu_millis": 1_000,
        "memory_mb": 1_024,
        "disk_gb": 10,
        "rules": PlanRules(invoice_lead_hours=72, grace_hours=72, terminate_hours=336),
        "price_id": new_id(),
        "period": Period.MONTH,
        "currency": "RUB",
        "amount": 19_000,
        "setup_fee": 0,
        "image_id": new_id(),
        "image_slug": "static-site",
        "image_name": "Static site",
        "image_reference": "",
        "image_port": 8080,
    }
    return Offer(**(values | changes))


def owner(account_id: UUID, user_id: UUID | None = None) -> Principal:
    """Return somebody who may do everything in an account."""
    return Principal(user_id or new_id(), new_id(), account_id, frozenset(Permission), frozenset())


@dataclass
class OrderBook:
    """Stands for orders and billing: how each order and its subscription are."""

    orders: dict[UUID, SimpleNamespace] = field(default_factory=dict)

    def place(
        self, account_id: UUID, hostname: str = "shop", status: str = "paid", **offer: object
    ) -> SimpleNamespace:
        """Write an order down and return it."""
        order = SimpleNamespace(
            id=new_id(),
            number="O-1",
            account_id=account_id,
            subscription_id=new_id(),
            invoice_id=new_id(),
            status=status,
            subscription=SubscriptionStatus.ACTIVE,
            paid_through=None,
            failure=None,
            hostname=hostname,
            offer=small_offer(**offer),
        )
        self.orders[order.id] = order
        return order

    async def snapshot(self, _session: AsyncSession, order_id: UUID) -> SimpleNamespace:
        """Answer as orders.service.snapshot does."""
        return self.orders[order_id]

    async def begin_retry(self, _session: AsyncSession, order_id: UUID) -> SimpleNamespace:
        """Answer as orders.service.begin_retry does."""
        self.orders[order_id].failure = None
        return self.orders[order_id]

    async def record_failure(self, _session: AsyncSession, order_id: UUID, code: str) -> None:
        """Note it as orders.service.record_failure does."""
        self.orders[order_id].failure = code

    async def subscription_state(
        self, _session: AsyncSession, subscription_id: UUID
    ) -> SubscriptionState:
        """Answer as billing.service.subscription_state does."""
        order = self.of_subscription(subscription_id)
        return SubscriptionState(
            id=subscription_id,
            account_id=order.account_id,
            order_id=order.id,
            service_id=None,
            status=order.subscription,
            paid_through=order.paid_through,
            ended_at=None,
            end_reason=None,
        )

    def of_subscription(self, subscription_id: UUID) -> SimpleNamespace:
        """Return the order behind a subscription."""
        return next(o for o in self.orders.values() if o.subscription_id == subscription_id)
