import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.context import Actor, ActorKind, acting
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.core.locale import LocalizedMessage
from app.core.money import Money
from app.dao.errors import domain_error
from app.dao.session import Database
from app.features.billing import service
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.errors import InsufficientBalanceError, LedgerFixedError
from app.features.billing.models import EntryKind, LedgerKind
from app.features.billing.schemas import AdjustRequest
from tests.factories.accounts import make_account
from tests.factories.billing import (
    balance,
    broken_rules,
    events_of,
    give,
    refusal,
    refused,
    settled,
)


def _entry(account_id: UUID, amount: int, *, reference: str = "", off_by: int = 0) -> Entry:
    return Entry(
        kind=EntryKind.ADJUSTMENT,
        reason=LocalizedMessage(code="balance.adjusted", params={"reason": "a test"}),
        reference=reference or f"test:{new_id()}",
        currency="RUB",
        legs=(
            Leg(LedgerKind.CUSTOMER_BALANCE, amount, account_id),
            Leg(LedgerKind.ADJUSTMENTS, off_by - amount),
        ),
        account_id=account_id,
    )


async def test_an_entry_names_who_moved_what_why_and_in_which_request(
    session: AsyncSession,
) -> None:
    account = await make_account(session)
    staff = new_id()
    with acting(Actor(ActorKind.STAFF, staff), "request-7"):
        answer = await service.adjust_balance(
            session, account.id, AdjustRequest(amount=12_345, reason="a gift")
        )
    assert answer.balance.amount == 12_345
    row = (await session.execute(text("SELECT * FROM ledger_entry"))).one()
    assert (row.actor_kind, row.actor_id, row.request_id) == ("staff", staff, "request-7")
    assert row.account_id == account.id
    assert row.reason == {"code": "balance.adjusted", "params": {"reason": "a gift"}}
    assert await balance(session, account.id) == Money(12_345, "RUB")
    assert await broken_rules(session) == []


async def test_a_balance_never_used_is_zero(session: AsyncSession) -> None:
    account = await make_account(session)
    assert await balance(session, account.id) == Money(0, "RUB")


async def test_a_correction_for_nobody_is_not_found(session: AsyncSession) -> None:
    with pytest.raises(NotFoundError):
        await service.adjust_balance(session, new_id(), AdjustRequest(amount=1, reason="why"))


async def test_a_correction_cannot_take_more_than_there_is(session: AsyncSession) -> None:
    account = await make_account(session)
    await give(session, account.id, 500)
    with pytest.raises(InsufficientBalanceError) as refused:
        await give(session, account.id, -501)
    assert refused.value.params == {"missing": 1, "currency": "RUB"}
    await give(session, account.id, -500)
    assert await balance(session, account.id) == Money(0, "RUB")


async def test_a_reference_takes_effect_once(session: AsyncSession) -> None:
    account = await make_account(session)
    request = AdjustRequest(amount=700, reason="once")
    first = await service.adjust_balance(session, account.id, request, reference="one")
    second = await service.adjust_balance(session, account.id, request, reference="one")
    assert (first.balance.amount, second.balance.amount) == (700, 700)
    assert await events_of(session, account.id) == ["balance.adjusted"]
    ledger = LedgerDAO(session)
    entries = [_entry(account.id, 1, reference=f"r{n}") for n in (1, 2)]
    assert await ledger.post(entries) == {"r1", "r2"}
    entries = [_entry(account.id, 1, reference=f"r{n}") for n in (2, 3)]
    assert await ledger.post(entries) == {"r3"}
    assert (await balance(session, account.id)).amount == 703


@pytest.mark.parametrize("table", ["ledger_account", "ledger_entry", "ledger_posting"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_what_is_posted_stays(session: AsyncSession, table: str, verb: str) -> None:
    account = await make_account(session)
    await give(session, account.id, 100)
    await settled(session)
    assert await refused(session, verb.format(table)) == "ledger_append_only"


async def test_an_entry_that_does_not_sum_to_zero_isrefused(session: AsyncSession) -> None:
    account = await make_account(session)
    await LedgerDAO(session).post([_entry(account.id, 100, off_by=1)])
    with pytest.raises(IntegrityError) as error:
        await settled(session)
    assert domain_error(error.value).code == "ledger_unbalanced"


async def test_an_entry_needs_two_legs(session: AsyncSession) -> None:
    statement = (
        "INSERT INTO ledger_entry (id, kind, reason, reference, actor_kind, request_id, created_at)"
        " VALUES (new_id(), 'adjustment', '{}', 'lonely', 'system', 'r', now())"
    )
    assert await refused(session, statement) == "ledger_entry_balanced"


@pytest.mark.parametrize(
    ("whose", "amount", "currency", "constraint"),
    [
        ("theirs", 0, "RUB", "ck_ledger_posting_amount_moves"),
        ("theirs", 5, "USD", "fk_ledger_posting_account_currency"),
        ("theirs", 5, "RUB", "ledger_entry_balanced"),
        ("mine", 5, "RUB", "uq_ledger_posting_leg"),
    ],
)
async def test_a_leg_that_makes_no_sense_isrefused(
    session: AsyncSession, whose: str, amount: int, currency: str, constraint: str
) -> None:
    accounts = {
        "mine": (await make_account(session)).id,
        "theirs": (await make_account(session)).id,
    }
    for account_id in accounts.values():
        await give(session, account_id, 100)
    statement = (
        "INSERT INTO ledger_posting (id, entry_id, ledger_account_id, amount, currency)"
        " SELECT new_id(), ledger_entry.id, ledger_account.id, :amount, :currency"
        " FROM ledger_entry, ledger_account WHERE ledger_entry.account_id = :mine"
        " AND ledger_account.account_id = :whose"
    )
    values = {"amount": amount, "currency": currency, "mine": accounts["mine"]}
    assert await refused(session, statement, **values, whose=accounts[whose]) == constraint


async def test_a_customers_ledger_account_has_a_customer(session: AsyncSession) -> None:
    statement = (
        "INSERT INTO ledger_account (id, kind, code, currency)"
        " VALUES (new_id(), 'customer_balance', '', 'RUB')"
    )
    assert await refused(session, statement) == "ck_ledger_account_customer_has_account"


async def test_the_database_refuses_a_negative_balance_whoever_asks(
    session: AsyncSession,
) -> None:
    account = await make_account(session)
    await give(session, account.id, 100)
    await LedgerDAO(session).post([_entry(account.id, -101)])
    with pytest.raises(IntegrityError) as error:
        await settled(session)
    assert isinstance(domain_error(error.value), InsufficientBalanceError)


async def test_two_careless_debits_at_once_cannot_go_below_zero(committed: Database) -> None:
    """Neither compares, neither locks: the trigger alone holds the line."""
    async with committed.unit_of_work() as session:
        account = await make_account(session)
        await give(session, account.id, 100)
    barrier = asyncio.Barrier(2)

    async def debit() -> str:
        try:
            async with committed.unit_of_work() as session:
                await LedgerDAO(session).post([_entry(account.id, -80)])
                await barrier.wait()
        except InsufficientBalanceError:
            return "refused"
        return "done"

    assert sorted(await asyncio.gather(debit(), debit())) == ["done", "refused"]
    async with committed.unit_of_work() as session:
        assert (await balance(session, account.id)).amount == 20


async def test_first_entries_of_a_currency_at_once_open_its_accounts_once(
    committed: Database,
) -> None:
    async with committed.unit_of_work() as session:
        accounts = [(await make_account(session)).id for _ in range(8)]

    async def add(account_id: UUID) -> None:
        async with committed.unit_of_work() as session:
            await give(session, account_id, 10)

    await asyncio.gather(*(add(one) for one in accounts))
    async with committed.unit_of_work() as session:
        total = text(
            "SELECT sum(amount) FROM ledger_posting JOIN ledger_account"
            " ON ledger_account.id = ledger_account_id WHERE kind = 'adjustments'"
        )
        assert await session.scalar(total) == -80


async def test_a_fixed_ledger_is_said_in_the_domains_words(session: AsyncSession) -> None:
    account = await make_account(session)
    await give(session, account.id, 100)
    error = await refusal(session, "DELETE FROM ledger_posting")
    assert isinstance(domain_error(error), LedgerFixedError)
