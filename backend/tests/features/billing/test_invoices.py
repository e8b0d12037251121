import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.dao.errors import domain_error
from app.dao.session import Database
from app.features.billing import service
from app.features.billing.dao.documents import InvoiceDAO
from app.features.billing.errors import (
    CurrencyDiffersError,
    DocumentFixedError,
    InsufficientBalanceError,
    InvoiceNotPayableError,
    InvoiceNotRefundableError,
)
from app.features.billing.service import settlement
from app.features.billing.service.settlement import settle
from tests.factories.accounts import make_account
from tests.factories.billing import (
    balance,
    broken_rules,
    events_of,
    give,
    make_offer,
    make_order_invoice,
    principal_of,
    refusal,
    refused,
)


async def _invoice(session: AsyncSession, invoice_id: UUID) -> Row[Any]:
    found = await session.execute(text("SELECT * FROM invoice WHERE id = :id"), {"id": invoice_id})
    return found.one()


async def test_an_order_is_billed_with_its_setup_fee_and_the_tax_inside(
    session: AsyncSession,
) -> None:
    with clock.freeze(clock.now()):
        account_id, order_invoice = await make_order_invoice(session, plan="pro")
    assert (order_invoice.total, order_invoice.currency) == (89_000, "RUB")
    invoice = await _invoice(session, order_invoice.invoice_id)
    assert (invoice.status, invoice.number) == ("issued", f"HW-{clock.now().year}-000001")
    lines = (
        await session.execute(
            text("SELECT * FROM invoice_line WHERE invoice_id = :id ORDER BY position"),
            {"id": order_invoice.invoice_id},
        )
    ).all()
    assert [(line.amount, line.tax) for line in lines] == [(79_000, 13_167), (10_000, 1_667)]
    assert [line.description["code"] for line in lines] == ["line.service", "line.setup_fee"]
    assert lines[0].description["params"] == {
        "plan": "Pro",
        "image": "Static site",
        "hostname": "my-site",
    }
    assert (invoice.tax, invoice.subtotal) == (14_834, 74_166)
    assert invoice.due_at - invoice.issued_at == timedelta(days=7)
    assert await events_of(session, account_id) == ["invoice.issued"]
    assert await broken_rules(session) == []


async def test_a_price_in_another_currency_isrefused(session: AsyncSession) -> None:
    account = await make_account(session)
    offer = (await make_offer(session)).model_copy(update={"currency": "USD"})
    with pytest.raises(CurrencyDiffersError):
        await service.create_order_invoice(session, account.id, new_id(), offer)


async def test_numbers_run_without_gaps_whatever_is_rolled_back(committed: Database) -> None:
    async with committed.unit_of_work() as session:
        account = await make_account(session)
        await make_offer(session)

    async def order_invoice(number: int) -> None:
        async with committed.unit_of_work() as session:
            await make_order_invoice(session, account.id)
            if number % 3 == 0:
                raise ZeroDivisionError

    results = await asyncio.gather(*(order_invoice(n) for n in range(12)), return_exceptions=True)
    assert [type(result).__name__ for result in results].count("ZeroDivisionError") == 4
    async with committed.unit_of_work() as session:
        numbers = await session.scalars(text("SELECT sequence FROM invoice ORDER BY sequence"))
        assert list(numbers) == list(range(1, 9))
        assert await broken_rules(session) == []


async def test_numbers_grow_past_six_digits(session: AsyncSession) -> None:
    await make_order_invoice(session)
    await session.execute(text("UPDATE document_series SET last = 999999"))
    _, order_invoice = await make_order_invoice(session)
    assert (await _invoice(session, order_invoice.invoice_id)).number.endswith("-1000000")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE invoice SET total = total + 1, subtotal = subtotal + 1",
        "UPDATE invoice SET number = 'X'",
        "UPDATE invoice SET due_at = now()",
        "UPDATE invoice SET series = 'Y'",
    ],
)
async def test_an_issued_invoice_never_changes(session: AsyncSession, change: str) -> None:
    await make_order_invoice(session)
    assert await refused(session, change) == "document_fixed"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM invoice",
        "TRUNCATE invoice CASCADE",
        "UPDATE invoice_line SET quantity = quantity",
        "DELETE FROM invoice_line",
        (
            "INSERT INTO invoice_line"
            " SELECT new_id(), invoice_id, 9, description, 1, 5, 5, 0, 0 FROM invoice_line"
        ),
    ],
)
async def test_documents_stay_as_they_are(session: AsyncSession, statement: str) -> None:
    await make_order_invoice(session)
    error = await refusal(session, statement)
    assert isinstance(domain_error(error), DocumentFixedError)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE invoice SET status = 'refunded'", "state_graph"),
        ("UPDATE invoice SET status = 'draft'", "state_graph"),
        ("UPDATE invoice SET status = 'paid'", "ck_invoice_paid_in_full"),
        ("UPDATE invoice SET paid = 1", "ck_invoice_paid_in_full"),
        ("UPDATE invoice SET credited = 1", "ck_invoice_credited"),
    ],
)
async def test_an_invoice_moves_along_its_graph_only(
    session: AsyncSession, change: str, constraint: str
) -> None:
    await make_order_invoice(session)
    assert await refused(session, change) == constraint


async def test_an_invoice_that_does_not_add_up_is_not_issued(session: AsyncSession) -> None:
    account = await make_account(session)
    await session.execute(
        text(
            "INSERT INTO invoice (id, account_id, status, currency, subtotal, tax, total, paid,"
            " credited, created_at, due_at)"
            " VALUES (new_id(), :id, 'draft', 'RUB', 90, 10, 100, 0, 0, now(), now())"
        ),
        {"id": account.id},
    )
    issued = (
        "UPDATE invoice SET status = 'issued', number = 'N', series = 'S', sequence = 1,"
        " issued_at = now()"
    )
    assert await refused(session, issued) == "invoice_adds_up"


async def test_no_number_is_spent_on_what_is_no_draft(session: AsyncSession) -> None:
    _, order_invoice = await make_order_invoice(session)
    with pytest.raises(LookupError):
        await InvoiceDAO(session).issue([order_invoice.invoice_id])


async def test_an_invoice_begins_as_a_draft(session: AsyncSession) -> None:
    account = await make_account(session)
    statement = (
        "INSERT INTO invoice (id, account_id, status, currency, subtotal, tax, total, paid,"
        " credited, created_at, due_at)"
        " VALUES (new_id(), :id, 'issued', 'RUB', 90, 10, 100, 0, 0, now(), now())"
    )
    assert await refused(session, statement, id=account.id) == "state_graph"


async def test_paying_from_the_balance_moves_money_to_revenue_and_tax(
    session: AsyncSession,
) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total + 50)
    scope = principal_of(account_id).scope()
    paid = await settlement.pay_from_balance(session, scope, order_invoice.invoice_id)
    assert (paid.status, paid.paid, paid.paid_at is not None) == ("paid", 19_000, True)
    assert (await balance(session, account_id)).amount == 50
    sums = await session.execute(
        text(
            "SELECT kind, sum(amount) FROM ledger_posting JOIN ledger_account"
            " ON ledger_account.id = ledger_account_id GROUP BY kind"
        )
    )
    assert dict(sums.tuples().all()) == {
        "customer_balance": 50,
        "revenue": 15_833,
        "tax": 3_167,
        "adjustments": -19_050,
    }
    assert await events_of(session, account_id) == [
        "invoice.issued",
        "balance.adjusted",
        "invoice.paid",
    ]
    state = await service.invoice_state(session, order_invoice.invoice_id)
    assert (state.status, state.total) == ("paid", 19_000)
    assert await broken_rules(session) == []


async def test_without_the_money_nothing_is_paid(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total - 1)
    with pytest.raises(InsufficientBalanceError) as refused:
        await settlement.pay_from_balance(
            session, principal_of(account_id).scope(), order_invoice.invoice_id
        )
    assert refused.value.params == {"missing": 1, "currency": "RUB"}
    assert (await _invoice(session, order_invoice.invoice_id)).status == "issued"


async def test_somebody_elses_invoice_is_not_there(session: AsyncSession) -> None:
    _, order_invoice = await make_order_invoice(session)
    stranger = await make_account(session)
    with pytest.raises(NotFoundError):
        await settlement.pay_from_balance(
            session, principal_of(stranger.id).scope(), order_invoice.invoice_id
        )


async def test_settling_what_is_paid_already_isrefused(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total * 2)
    scope = principal_of(account_id).scope()
    await settlement.pay_from_balance(session, scope, order_invoice.invoice_id)
    with pytest.raises(InvoiceNotPayableError):
        await settlement.pay_from_balance(session, scope, order_invoice.invoice_id)
    invoice = await InvoiceDAO(session).get(order_invoice.invoice_id)
    with pytest.raises(InvoiceNotPayableError):
        await settle(session, [invoice])  # type: ignore[list-item]  # carries the same columns


async def test_twenty_payers_at_once_pay_once(committed: Database) -> None:
    async with committed.unit_of_work() as session:
        account_id, order_invoice = await make_order_invoice(session)
        await give(session, account_id, order_invoice.total * 30)
    scope = principal_of(account_id).scope()

    async def pay() -> str:
        try:
            async with committed.unit_of_work() as session:
                await settlement.pay_from_balance(session, scope, order_invoice.invoice_id)
        except InvoiceNotPayableError:
            return "refused"
        return "paid"

    outcomes = await asyncio.gather(*(pay() for _ in range(20)))
    assert sorted(outcomes) == ["paid"] + ["refused"] * 19
    async with committed.unit_of_work() as session:
        assert (await balance(session, account_id)).amount == order_invoice.total * 29
        assert (await events_of(session, account_id)).count("invoice.paid") == 1
        assert await broken_rules(session) == []


async def test_a_withdrawn_invoice_cannot_be_paid(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total)
    await service.void_invoice(session, order_invoice.invoice_id)
    await service.void_invoice(session, order_invoice.invoice_id)
    with pytest.raises(InvoiceNotPayableError):
        await settlement.pay_from_balance(
            session, principal_of(account_id).scope(), order_invoice.invoice_id
        )
    assert await events_of(session, account_id) == [
        "invoice.issued",
        "balance.adjusted",
        "invoice.voided",
    ]


async def test_a_paid_invoice_cannot_be_withdrawn(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session)
    await give(session, account_id, order_invoice.total)
    await settlement.pay_from_balance(
        session, principal_of(account_id).scope(), order_invoice.invoice_id
    )
    with pytest.raises(InvoiceNotPayableError):
        await service.void_invoice(session, order_invoice.invoice_id)


async def test_a_refund_gives_everything_back_once(session: AsyncSession) -> None:
    account_id, order_invoice = await make_order_invoice(session, plan="pro")
    await give(session, account_id, order_invoice.total)
    await settlement.pay_from_balance(
        session, principal_of(account_id).scope(), order_invoice.invoice_id
    )
    note = await service.refund_invoice(
        session, order_invoice.invoice_id, "refunded_by_staff", "No room"
    )
    again = await service.refund_invoice(session, order_invoice.invoice_id, "asked_by_customer")
    assert note == again
    assert note.number == f"HW-CN-{clock.now().year}-000001"
    assert (note.total, note.reason, note.note) == (
        order_invoice.total,
        "refunded_by_staff",
        "No room",
    )
    reason = await session.scalar(
        text("SELECT reason FROM ledger_entry WHERE kind = 'credit_note'")
    )
    told = {"number": note.number, "reason": "No room"}
    assert reason == {"code": "refund.refunded_by_staff", "params": told}
    assert (await balance(session, account_id)).amount == order_invoice.total
    assert (await _invoice(session, order_invoice.invoice_id)).status == "refunded"
    assert (await events_of(session, account_id))[-1] == "credit_note.issued"
    event = await session.scalar(
        text("SELECT payload FROM event WHERE type = 'credit_note.issued'")
    )
    assert event is not None
    assert (event["reason"], event["note"]) == ("refunded_by_staff", "No room")
    for verb in ("UPDATE credit_note SET total = total", "DELETE FROM credit_note"):
        assert await refused(session, verb) == "document_fixed"
    assert await broken_rules(session) == []


async def test_twenty_refunds_at_once_give_back_once(committed: Database) -> None:
    async with committed.unit_of_work() as session:
        account_id, order_invoice = await make_order_invoice(session)
        await give(session, account_id, order_invoice.total)
        await settlement.pay_from_balance(
            session, principal_of(account_id).scope(), order_invoice.invoice_id
        )

    async def refund() -> str:
        async with committed.unit_of_work() as session:
            return (await service.refund_invoice(session, order_invoice.invoice_id, "twice")).number

    assert len(set(await asyncio.gather(*(refund() for _ in range(20))))) == 1
    async with committed.unit_of_work() as session:
        assert (await balance(session, account_id)).amount == order_invoice.total


async def test_what_nobody_paid_cannot_be_given_back(session: AsyncSession) -> None:
    _, order_invoice = await make_order_invoice(session)
    with pytest.raises(InvoiceNotRefundableError):
        await service.refund_invoice(session, order_invoice.invoice_id, "why not")
