"""A limited plan is never sold more often than there are pieces, whoever orders at once."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core.context import Actor, ActorKind, acting
from app.core.settings import Settings
from app.dao.session import Database
from app.features.catalog.errors import OutOfStockError
from app.features.catalog.schemas import Offer
from app.features.orders import service as orders
from app.features.orders.schemas import OrderCreate
from tests.factories.accounts import make_customer
from tests.factories.billing import make_offer, principal_of
from tests.factories.orders import wish_for

_PIECES, _BUYERS = 3, 8


async def _stock(session: AsyncSession, offer: Offer) -> int | None:
    found: int | None = await session.scalar(
        text("SELECT stock FROM plan WHERE id = :id"), {"id": offer.plan_id}
    )
    return found


async def _limit(session: AsyncSession, pieces: int) -> Offer:
    await make_offer(session)
    await session.execute(text("UPDATE plan SET stock = :n WHERE slug = 'start'"), {"n": pieces})
    session.expire_all()
    return await make_offer(session)


async def _buyer(session: AsyncSession, settings: Settings, number: int) -> Principal:
    email = f"buyer-{number}@customers.example"
    customer = await make_customer(session, settings, name=f"Buyer {number}", email=email)
    return principal_of(customer.account_id, customer.user.id)


async def _order(database: Database, buyer: Principal, offer: Offer) -> str:
    try:
        with acting(Actor(ActorKind.SYSTEM), "test"):
            async with database.unit_of_work() as session:
                wish = OrderCreate.model_validate(wish_for(offer))
                await orders.place_order(session, buyer, wish)
    except OutOfStockError:
        return "out of stock"
    return "ordered"


async def test_a_burst_of_orders_does_not_oversell(committed: Database, settings: Settings) -> None:
    async with committed.unit_of_work() as session:
        offer = await _limit(session, _PIECES)
        buyers = [await _buyer(session, settings, number) for number in range(_BUYERS)]
    outcomes = await asyncio.gather(*(_order(committed, buyer, offer) for buyer in buyers))
    assert Counter(outcomes) == {"ordered": _PIECES, "out of stock": _BUYERS - _PIECES}
    async with committed.unit_of_work() as session:
        assert await _stock(session, offer) == 0
        placed = await session.scalar(text('SELECT count(*) FROM "order"'))
        invoiced = await session.scalar(text("SELECT count(*) FROM invoice"))
    assert (placed, invoiced) == (_PIECES, _PIECES)


async def test_an_order_that_comes_to_nothing_gives_its_piece_back(
    session: AsyncSession, settings: Settings
) -> None:
    offer = await _limit(session, 1)
    buyer = await _buyer(session, settings, 1)
    wish = OrderCreate.model_validate(wish_for(offer))
    order = await orders.place_order(session, buyer, wish)
    with pytest.raises(OutOfStockError):
        await orders.place_order(session, buyer, wish)
    await orders.cancel_order(session, buyer, order.id)
    await orders.cancel_order(session, buyer, order.id)
    assert await _stock(session, offer) == 1


async def test_an_unlimited_plan_stays_so(session: AsyncSession, settings: Settings) -> None:
    offer = await make_offer(session)
    buyer = await _buyer(session, settings, 1)
    order = await orders.place_order(session, buyer, OrderCreate.model_validate(wish_for(offer)))
    await orders.cancel_order(session, buyer, order.id)
    assert await _stock(session, offer) is None


async def test_what_was_ordered_keeps_its_price_version(
    session: AsyncSession, settings: Settings
) -> None:
    offer = await make_offer(session)
    buyer = await _buyer(session, settings, 1)
    wish = OrderCreate.model_validate(wish_for(offer))
    order = await orders.place_order(session, buyer, wish)
    await session.execute(
        text(
            "INSERT INTO price (id, plan_id, period, currency, amount, setup_fee,"
            " invoice_lead_hours, grace_hours, terminate_hours, valid_from, created_at)"
            " SELECT gen_random_uuid(), plan_id, period, currency, amount * 2, 0, 0, 0, 0,"
            " clock_timestamp(), created_at FROM price WHERE id = :id"
        ),
        {"id": offer.price_id},
    )
    kept = await session.execute(
        text("SELECT price_id, amount FROM subscription WHERE order_id = :id"), {"id": order.id}
    )
    assert kept.one() == (offer.price_id, offer.amount)
