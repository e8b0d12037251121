"""Orders in every state, and the services that are made of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.events.deployments import ServiceActivated, ServiceCreated, ServiceEvent, ServiceFailed
from app.events.outbox import publish
from app.features.billing.service import settlement
from app.features.catalog.schemas import Offer
from app.features.orders import service
from app.features.orders.schemas import OrderCreate, OrderRead
from tests.factories.accounts import Customer
from tests.factories.billing import drain_feature, give, make_offer, principal_of
from tests.one_transaction import OneTransaction


def wish_for(offer: Offer, hostname: str = "my-site") -> dict[str, str]:
    """Return the body that orders an offer."""
    return {
        "plan_id": str(offer.plan_id),
        "price_id": str(offer.price_id),
        "image_id": str(offer.image_id),
        "hostname": hostname,
    }


async def place(session: AsyncSession, customer: Customer, *, plan: str = "start") -> OrderRead:
    """Place an order and wait for its money."""
    offer = await make_offer(session, plan=plan)
    principal = principal_of(customer.account_id, customer.user.id)
    wish = OrderCreate.model_validate(wish_for(offer))
    placed = await service.place_order(session, principal, wish)
    await session.commit()
    return placed


async def place_paid(
    database: OneTransaction, session: AsyncSession, customer: Customer
) -> OrderRead:
    """Place an order, pay it from the balance, and let the order hear of it."""
    placed = await place(session, customer)
    assert placed.invoice_id is not None
    await give(session, customer.account_id, placed.total.amount)
    scope = principal_of(customer.account_id).scope()
    await settlement.pay_from_balance(session, scope, placed.invoice_id)
    await session.commit()
    await drain_feature(database, "orders")
    return placed


async def tell_service(
    database: OneTransaction,
    session: AsyncSession,
    order_id: UUID,
    kind: type[ServiceEvent],
    **details: str,
) -> UUID:
    """Let a service's event reach the orders; returns the service's id."""
    snapshot = await service.snapshot(session, order_id)
    event = kind(
        service_id=new_id(),
        order_id=order_id,
        subscription_id=snapshot.subscription_id,
        hostname=snapshot.hostname,
        **details,
    )
    await publish(session, event, account_id=snapshot.account_id)
    await session.commit()
    await drain_feature(database, "orders")
    return event.service_id


async def tell_failure(database: OneTransaction, session: AsyncSession, order_id: UUID) -> None:
    """Let the service of an order fail, as deployments does in the transaction of the failure."""
    await tell_service(database, session, order_id, ServiceFailed, code="image_missing")
    await service.record_failure(session, order_id, "image_missing")
    await session.flush()


async def tell_success(database: OneTransaction, session: AsyncSession, order_id: UUID) -> UUID:
    """Let the service of an order run."""
    await tell_service(database, session, order_id, ServiceCreated)
    about = {"address": "http://site.test"}
    return await tell_service(database, session, order_id, ServiceActivated, **about)


async def order_row(session: AsyncSession, order_id: UUID) -> Any:
    """Return an order as it is in the database."""
    found = await session.execute(text('SELECT * FROM "order" WHERE id = :id'), {"id": order_id})
    return found.one()
