"""The runs of renewal: in chunks, several at once, past a row that fails."""

import asyncio
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.core.errors import ConflictError
from app.dao.session import Database
from app.features.billing import service, tasks
from app.features.billing.dao.bisection import bisect_failures
from app.features.billing.service import settlement
from tests.factories.accounts import make_account
from tests.factories.billing import (
    balance,
    broken_rules,
    drain_feature,
    events_of,
    give,
    make_subscription,
    principal_of,
    renew,
    run_step,
    settled,
    state_of,
    subscription_of,
)
from tests.features.billing.renewal_calendar import DAY, HOUR, MARCH, MONTHS, START, invoices_of
from tests.one_transaction import OneTransaction


async def test_one_poisoned_row_stops_nothing_else(
    database: OneTransaction, session: AsyncSession
) -> None:
    with clock.freeze(START):
        made = [await make_subscription(session, balance=19_000) for _ in range(5)]
        bad = made[2]
        await session.execute(
            text("UPDATE subscription SET time_zone = 'Nowhere/None' WHERE id = :id"),
            {"id": bad.id},
        )
        await session.commit()
    with clock.freeze(MONTHS[0]):
        await renew(database)
        states = {one.id: await state_of(session, one.id) for one in made}
        assert states.pop(bad.id) == ("active", MONTHS[0])
        assert set(states.values()) == {("active", MARCH)}
        assert "Nowhere" in ((await subscription_of(session, bad.id)).billing_error or "")
        await renew(database)
        await session.execute(text("UPDATE subscription SET time_zone = 'UTC'"))
        await session.commit()
        await renew(database)
        assert await invoices_of(session, bad.id) == []
    with clock.freeze(MONTHS[0] + HOUR):
        await renew(database)
    assert await state_of(session, bad.id) == ("active", MARCH)
    assert (await subscription_of(session, bad.id)).billing_error is None
    assert await broken_rules(session) == []


async def test_an_account_that_cannot_be_collected_stops_nothing_else(
    database: OneTransaction, session: AsyncSession
) -> None:
    """Its ledger says the invoice is paid, its status that it is not: a person has to look."""
    with clock.freeze(START):
        good = await make_subscription(session, balance=19_000)
        bad = await make_subscription(session, balance=19_000)
        await session.commit()
    with clock.freeze(MONTHS[0]):
        await run_step(database, "invoice_due_periods")
        await settled(session)
        await session.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER has_legs"))
        await session.execute(
            text(
                "INSERT INTO ledger_entry (id, kind, reason, reference, actor_kind, request_id,"
                " created_at) SELECT new_id(), 'invoice', '{}', 'invoice:' || id, 'system', 'r',"
                " now() FROM invoice WHERE order_id IS NULL AND account_id = :id"
            ),
            {"id": bad.account_id},
        )
        await session.commit()
        await run_step(database, "collect_due_invoices")
    assert await state_of(session, good.id) == ("active", MARCH)
    assert await state_of(session, bad.id) == ("active", MONTHS[0])
    assert "InvoiceNotPayable" in ((await subscription_of(session, bad.id)).billing_error or "")


async def test_what_is_no_rows_fault_is_raised(session: AsyncSession) -> None:
    blamed: list[UUID] = []

    async def broken(_ids: object) -> None:
        await session.execute(text("SELECT * FROM there_is_no_such_table"))

    async def blame(one: UUID, _why: str) -> None:
        blamed.append(one)

    account = await make_account(session)
    with pytest.raises(DBAPIError):
        await bisect_failures(session, [account.id], broken, blame)
    assert blamed == []

    async def refusing(_ids: object) -> None:
        raise ConflictError

    await bisect_failures(session, [account.id], refusing, blame)
    await bisect_failures(session, [], refusing, blame)
    assert blamed == [account.id]


async def test_two_runs_at_once_bill_everything_once(committed: Database) -> None:
    async with committed.unit_of_work() as session:
        with clock.freeze(START):
            made = [await make_subscription(session, balance=19_000) for _ in range(24)]

    async def run(step: str) -> None:
        async with committed.unit_of_work() as session:
            await getattr(service, step)(session, limit=9)

    with clock.freeze(MONTHS[0]):
        for step in ("invoice_due_periods", "collect_due_invoices", "run_dunning"):
            for _ in range(3):
                await asyncio.gather(*(run(step) for _ in range(4)))
    async with committed.unit_of_work() as session:
        for one in made:
            assert await state_of(session, one.id) == ("active", MARCH)
            assert await invoices_of(session, one.id) == [("paid", MONTHS[0])]
            assert (await events_of(session, one.account_id)).count("subscription.renewed") == 1
        assert (await balance(session, made[0].account_id)).amount == 0
        assert await broken_rules(session) == []


async def test_a_payment_and_a_suspension_at_once_end_in_one_of_both(
    committed: Database,
) -> None:
    async with committed.unit_of_work() as session:
        with clock.freeze(START):
            made = [await make_subscription(session) for _ in range(6)]
    with clock.freeze(MONTHS[0]):
        await renew(committed)
        async with committed.unit_of_work() as session:
            for one in made:
                await give(session, one.account_id, 19_000)
            rows = await session.execute(
                text("SELECT account_id, id FROM invoice WHERE order_id IS NULL")
            )
            order_invoices = rows.tuples().all()

    async def pay(account_id: UUID, invoice_id: UUID) -> None:
        async with committed.unit_of_work() as session:
            await settlement.pay_from_balance(session, principal_of(account_id).scope(), invoice_id)

    with clock.freeze(MONTHS[0] + 3 * DAY):
        work = [pay(*order_invoice) for order_invoice in order_invoices]
        await asyncio.gather(run_step(committed, "run_dunning"), *work, return_exceptions=True)
        async with committed.unit_of_work() as session:
            for one in made:
                assert await state_of(session, one.id) == ("active", MARCH)


async def test_the_number_of_statements_does_not_grow_with_the_chunk(
    database: OneTransaction, session: AsyncSession, statements: list[str]
) -> None:
    counts = []
    for many in (2, 20):
        with clock.freeze(START):
            for _ in range(many):
                await make_subscription(session, balance=19_000)
            await session.commit()
        statements.clear()
        with clock.freeze(MONTHS[0]):
            await renew(database)
        counts.append(len([one for one in statements if "SAVEPOINT" not in one]))
    assert counts[0] == counts[1]
    assert counts[0] <= 40


async def test_the_ticks_do_all_of_it(
    database: OneTransaction, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = partial(service.invoice_due_periods, limit=2)
    monkeypatch.setitem(tasks._STEPS, "invoice_due_periods", chunk)
    with clock.freeze(START):
        made = [await make_subscription(session, balance=19_000) for _ in range(5)]
        poor = await make_subscription(session)
        await session.commit()
        await drain_feature(database, "billing")
    with clock.freeze(MONTHS[0] - DAY):
        await run_tick(database, "billing.invoice_due_periods")
        await drain_feature(database, "billing")
        await run_tick(database, "billing.warn_low_balances")
    with clock.freeze(MONTHS[0]):
        await run_tick(database, "billing.invoice_due_periods")
        await drain_feature(database, "billing")
        await run_tick(database, "billing.run_dunning")
    for one in made:
        assert await state_of(session, one.id) == ("active", MARCH)
    assert (await events_of(session, poor.account_id))[-3:] == [
        "balance.low",
        "subscription.past_due",
        "invoice.overdue",
    ]
