"""Staff end a subscription: now, or with the time that is paid; no money moves."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.features.billing import service
from tests.factories.billing import (
    balance,
    broken_rules,
    events_of,
    make_subscription,
    renew,
    state_of,
    subscription_of,
)
from tests.features.billing.renewal_calendar import DAY, MONTHS, START, invoices_of
from tests.one_transaction import OneTransaction

_END = MONTHS[0]


async def test_what_is_cancelled_for_the_end_of_its_period_is_billed_no_more(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session, balance=19_000)
        await session.commit()
    with clock.freeze(_END - 7 * DAY):
        await renew(database)
        for _ in range(2):
            until = await service.cancel_subscription(session, made.id, at_period_end=True)
            assert until == _END
        await session.commit()
    assert await invoices_of(session, made.id) == [("void", _END)]
    assert await state_of(session, made.id) == ("cancel_at_period_end", _END)
    for moment in (_END - DAY, _END):
        with clock.freeze(moment):
            await renew(database)
            await service.end_cancelled(session)
            await session.commit()
    ended = await subscription_of(session, made.id)
    assert (ended.status, ended.end_reason, ended.ended_at) == ("ended", "period_ended", _END)
    assert (await balance(session, made.account_id)).amount == 19_000
    assert (await events_of(session, made.account_id))[-3:] == [
        "invoice.voided",
        "subscription.cancelled",
        "subscription.ended",
    ]
    assert await broken_rules(session) == []


async def test_a_cancellation_for_the_end_can_still_come_at_once(session: AsyncSession) -> None:
    made = await make_subscription(session)
    until = await service.cancel_subscription(session, made.id, at_period_end=True)
    assert until > clock.now()
    now = await service.cancel_subscription(session, made.id, at_period_end=False)
    assert now <= clock.now()
    ended = await subscription_of(session, made.id)
    assert (ended.status, ended.end_reason) == ("ended", "cancelled")


async def test_where_no_paid_time_is_left_the_end_comes_at_once(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session)
        await session.commit()
    with clock.freeze(_END + timedelta(hours=1)):
        await renew(database)
        assert (await state_of(session, made.id))[0] == "past_due"
        at = await service.cancel_subscription(session, made.id, at_period_end=True)
        assert at == clock.now()
    assert (await subscription_of(session, made.id)).end_reason == "cancelled"
    assert [status for status, _ in await invoices_of(session, made.id)] == ["void"]


async def test_a_period_that_ran_out_this_moment_ends_at_once(session: AsyncSession) -> None:
    with clock.freeze(START):
        made = await make_subscription(session)
    with clock.freeze(_END):
        assert await service.cancel_subscription(session, made.id, at_period_end=True) == _END
    assert (await subscription_of(session, made.id)).end_reason == "cancelled"
