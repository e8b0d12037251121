"""What time does to subscriptions, with the clock in the test's hand."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.features.billing.service import settlement
from app.features.catalog.schemas import Period
from tests.factories.accounts import make_account
from tests.factories.billing import (
    balance,
    broken_rules,
    events_of,
    give,
    make_subscription,
    principal_of,
    renew,
    run_step,
    state_of,
    subscription_of,
)
from tests.features.billing.renewal_calendar import DAY, HOUR, MARCH, MONTHS, START, invoices_of
from tests.one_transaction import OneTransaction


async def test_a_month_is_billed_a_week_before_and_collected_when_it_begins(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session, balance=19_000)
        await session.commit()
    end = MONTHS[0]
    with clock.freeze(end - 7 * DAY - HOUR):
        await renew(database)
    assert await invoices_of(session, made.id) == []
    with clock.freeze(end - 7 * DAY):
        await renew(database)
        await renew(database)
    assert await invoices_of(session, made.id) == [("issued", end)]
    assert (await state_of(session, made.id)) == ("active", end)
    with clock.freeze(end):
        await renew(database)
    assert await invoices_of(session, made.id) == [("paid", end)]
    assert (await state_of(session, made.id)) == ("active", MARCH)
    assert (await balance(session, made.account_id)).amount == 0
    assert (await events_of(session, made.account_id))[-3:] == [
        "invoice.issued",
        "invoice.paid",
        "subscription.renewed",
    ]


async def test_a_whole_life(database: OneTransaction, session: AsyncSession) -> None:
    """Renewed three times, then unpaid, suspended, paid, and at last terminated."""
    with clock.freeze(START):
        made = await make_subscription(session, balance=3 * 19_000)
        await session.commit()
    for end in MONTHS:
        for moment in (end - 7 * DAY, end):
            with clock.freeze(moment):
                await renew(database)
    may = datetime(2027, 5, 31, 9, tzinfo=UTC)
    assert await state_of(session, made.id) == ("active", may)
    assert (await events_of(session, made.account_id)).count("subscription.renewed") == 3
    steps = [
        (may - 7 * DAY, "active", ["invoice.issued"]),
        (may - 3 * DAY, "active", ["balance.low"]),
        (may - 2 * DAY, "active", []),
        (may, "past_due", ["subscription.past_due", "invoice.overdue"]),
        (may + 1 * DAY, "past_due", []),
        (may + 3 * DAY, "suspended", ["subscription.suspended"]),
    ]
    await _walk(database, session, made.id, steps)
    with clock.freeze(may + 4 * DAY):
        await give(session, made.account_id, 19_000)
        await session.commit()
    june = datetime(2027, 6, 30, 9, tzinfo=UTC)
    renewed = ["invoice.paid", "subscription.renewed", "subscription.resumed"]
    steps = [
        (may + 4 * DAY, "active", renewed),
        (june - 7 * DAY, "active", ["invoice.issued"]),
        (june - 3 * DAY, "active", ["balance.low"]),
        (june, "past_due", ["subscription.past_due", "invoice.overdue"]),
        (june + 3 * DAY, "suspended", ["subscription.suspended"]),
        (june + 13 * DAY, "suspended", []),
        (june + 14 * DAY, "terminated", ["subscription.ended", "invoice.voided"]),
        (june + 99 * DAY, "terminated", []),
    ]
    await _walk(database, session, made.id, steps)
    ended = await subscription_of(session, made.id)
    assert (ended.end_reason, ended.paid_through) == ("terminated", june)
    assert await broken_rules(session) == []


async def _walk(
    database: OneTransaction,
    session: AsyncSession,
    subscription_id: UUID,
    steps: list[tuple[datetime, str, list[str]]],
) -> None:
    account_id = (await subscription_of(session, subscription_id)).account_id
    for moment, status, expected in steps:
        before = len(await events_of(session, account_id))
        with clock.freeze(moment):
            await renew(database)
        assert (await state_of(session, subscription_id))[0] == status, moment
        assert (await events_of(session, account_id))[before:] == expected, moment


async def test_paid_before_the_end_nothing_is_ever_past_due(
    database: OneTransaction, session: AsyncSession
) -> None:
    """Dunning collects once more before it says that something is unpaid."""
    with clock.freeze(START):
        made = await make_subscription(session)
        await session.commit()
    with clock.freeze(MONTHS[0] - DAY):
        await run_step(database, "invoice_due_periods")
    with clock.freeze(MONTHS[0]):
        await give(session, made.account_id, 19_000)
        await session.commit()
        await run_step(database, "run_dunning")
    assert await state_of(session, made.id) == ("active", MARCH)
    assert "invoice.overdue" not in await events_of(session, made.account_id)


async def test_an_invoice_paid_by_hand_before_it_is_due_counts(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session, balance=19_000)
        await session.commit()
    with clock.freeze(MONTHS[0] - DAY):
        await run_step(database, "invoice_due_periods")
        invoice = await session.scalar(text("SELECT id FROM invoice WHERE order_id IS NULL"))
        await settlement.pay_from_balance(session, principal_of(made.account_id).scope(), invoice)
        await session.commit()
        await renew(database)
    assert await state_of(session, made.id) == ("active", MARCH)


async def test_hours_are_billed_as_they_begin(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session, period=Period.HOUR, balance=80)
        await session.commit()
    for n in (1, 2):
        with clock.freeze(START + n * HOUR):
            await renew(database)
    assert await state_of(session, made.id) == ("active", START + 3 * HOUR)
    assert (await balance(session, made.account_id)).amount == 0
    for n in (3, 4, 5):
        with clock.freeze(START + n * HOUR):
            await renew(database)
    assert await state_of(session, made.id) == ("past_due", START + 3 * HOUR)
    assert [status for status, _ in await invoices_of(session, made.id)] == [
        "paid",
        "paid",
        "issued",
    ]


async def test_hours_that_were_missed_are_made_up_for_in_one_invoice(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session, period=Period.HOUR, balance=40)
        await session.commit()
    with clock.freeze(START + HOUR):
        await renew(database)
    with clock.freeze(START + 2 * HOUR):
        await renew(database)
    assert (await state_of(session, made.id))[0] == "past_due"
    with clock.freeze(START + 80 * HOUR):
        await renew(database)
        assert (await state_of(session, made.id))[0] == "suspended"
        await give(session, made.account_id, 40)
        await session.commit()
        await renew(database)
    assert await state_of(session, made.id) == ("suspended", START + 3 * HOUR)
    with clock.freeze(START + 90 * HOUR):
        await give(session, made.account_id, 88 * 40)
        await session.commit()
        await renew(database)
    assert await state_of(session, made.id) == ("active", START + 91 * HOUR)
    assert (await balance(session, made.account_id)).amount == 0
    lines = await session.scalar(text("SELECT max(position) FROM invoice_line"))
    assert lines == 88
    assert (await events_of(session, made.account_id)).count("subscription.resumed") == 1
    assert await broken_rules(session) == []


async def test_a_balance_pays_the_oldest_it_can(
    database: OneTransaction, session: AsyncSession
) -> None:
    """Start, base, start are due; there is money for two starts and not for the base between."""
    with clock.freeze(START):
        account = await make_account(session)
        made = []
        for number, plan in enumerate(("start", "base", "start")):
            with clock.freeze(START + number * HOUR):
                made.append(await make_subscription(session, account.id, plan=plan))
        await session.commit()
    with clock.freeze(MONTHS[0] + DAY):
        await run_step(database, "invoice_due_periods")
        await give(session, account.id, 2 * 19_000 + 500)
        await session.commit()
        await run_step(database, "collect_due_invoices")
    states = [await invoices_of(session, one.id) for one in made]
    assert [rows[0][0] for rows in states] == ["paid", "issued", "paid"]
    assert (await balance(session, account.id)).amount == 500


async def test_what_one_run_does_not_reach_the_next_one_does(
    database: OneTransaction, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlement, "_ROUNDS", 1)
    await test_a_balance_pays_the_oldest_it_can(database, session)


async def test_a_warning_says_once_what_is_missing(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = await make_subscription(session, balance=18_000)
        covered = await make_subscription(session, balance=19_000)
        await session.commit()
    for moment in (MONTHS[0] - 7 * DAY, MONTHS[0] - 3 * DAY, MONTHS[0] - 2 * DAY):
        with clock.freeze(moment):
            await run_step(database, "invoice_due_periods")
            await run_step(database, "warn_low_balances")
    missing = await session.scalars(
        text("SELECT payload ->> 'missing' FROM event WHERE type = 'balance.low'")
    )
    assert list(missing) == ["1000"]
    assert "balance.low" not in await events_of(session, covered.account_id)
    assert (await events_of(session, made.account_id))[-1] == "balance.low"
