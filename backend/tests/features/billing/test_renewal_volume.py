"""A renewal of thousands of subscriptions at once: all billed and collected, in few statements."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.core.ids import new_id
from app.core.locale import LocalizedMessage
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.models import EntryKind, LedgerKind
from app.features.billing.service.renewals import CHUNK
from tests.factories.billing import drain_feature, make_subscription
from tests.features.billing.renewal_calendar import MARCH, MONTHS, START
from tests.one_transaction import OneTransaction

_DUE = 2_000
_PRICE = 19_000
_STATEMENTS_A_CHUNK = 40

_COPIES = """
    WITH owner AS (
        INSERT INTO account SELECT (jsonb_populate_record(account,
            jsonb_build_object('id', new_id()))).*
        FROM account CROSS JOIN generate_series(1, :many) WHERE id = :account RETURNING id
    ), draft AS (
        INSERT INTO invoice (id, account_id, status, currency, subtotal, tax, total, paid, credited,
            created_at, due_at)
        SELECT new_id(), :account, 'draft', 'RUB', :total, 0, :total, 0, 0, :now, :now RETURNING id
    ), line AS (
        INSERT INTO invoice_line (id, invoice_id, position, description, quantity, unit_amount,
            amount, tax, tax_basis_points)
        SELECT new_id(), draft.id, n, '{"code": "line.service"}', 1, :price, :price, 0, 0
        FROM draft, generate_series(1, :many) AS n RETURNING id, position
    ), made AS (
        INSERT INTO subscription SELECT (jsonb_populate_record(subscription, jsonb_build_object(
            'id', new_id(), 'order_id', new_id(), 'account_id', owner.id, 'status', 'pending',
            'anchor', null, 'billed_through', null, 'paid_through', null))).*
        FROM subscription CROSS JOIN owner WHERE subscription.id = :id RETURNING id
    )
    SELECT draft.id, array_agg(line.id), (SELECT array_agg(id) FROM made),
        (SELECT array_agg(id) FROM owner)
    FROM draft, line GROUP BY draft.id
"""
_BEGIN = """
    WITH begun AS (
        UPDATE subscription SET status = 'active', anchor = :now, periods = 1,
            billed_through = period_bound(:now, period, time_zone, 1),
            paid_through = period_bound(:now, period, time_zone, 1)
        WHERE id = ANY (:ids) RETURNING id, anchor, paid_through
    )
    INSERT INTO charge (id, subscription_id, invoice_id, invoice_line_id, period_start, period_end,
        amount, currency, created_at)
    SELECT new_id(), begun.id, :invoice, pair.line, anchor, paid_through, :price, 'RUB', :now
    FROM begun JOIN unnest(CAST(:ids AS uuid[]), CAST(:lines AS uuid[])) AS pair(id, line)
        ON pair.id = begun.id
"""


async def _make_due(session: AsyncSession, many: int) -> None:
    """Copy one running subscription many times, each with an account and a month's money."""
    original = await make_subscription(session, balance=_PRICE)
    values = {
        "many": many,
        "account": original.account_id,
        "id": original.id,
        "now": START,
        "price": _PRICE,
        "total": _PRICE * many,
    }
    row = (await session.execute(text(_COPIES), values)).one()
    invoice_id, lines, ids, accounts = row
    ledger = LedgerDAO(session)
    await ledger.post([_money(account_id, _PRICE) for account_id in accounts])
    begin = {"now": START, "ids": ids, "lines": lines, "invoice": invoice_id, "price": _PRICE}
    await session.execute(text(_BEGIN), begin)
    await session.execute(text("ANALYZE"))


def _money(account_id: UUID, amount: int) -> Entry:
    return Entry(
        kind=EntryKind.ADJUSTMENT,
        reason=LocalizedMessage(code="balance.adjusted", params={"reason": "a test"}),
        reference=f"test:{new_id()}",
        currency="RUB",
        legs=(
            Leg(LedgerKind.CUSTOMER_BALANCE, amount, account_id),
            Leg(LedgerKind.ADJUSTMENTS, -amount),
        ),
        account_id=account_id,
    )


async def test_thousands_are_renewed_in_a_constant_number_of_statements_a_chunk(
    database: OneTransaction, session: AsyncSession, statements: list[str]
) -> None:
    with clock.freeze(START):
        await _make_due(session, _DUE - 1)
        await session.commit()
    statements.clear()
    with clock.freeze(MONTHS[0]):
        await run_tick(database, "billing.invoice_due_periods")
        await drain_feature(database, "billing")
    renewed = await session.scalar(
        text("SELECT count(*) FROM subscription WHERE status = 'active' AND paid_through = :until"),
        {"until": MARCH},
    )
    assert renewed == _DUE
    chunks = 2 * _DUE / CHUNK
    assert len(statements) <= chunks * _STATEMENTS_A_CHUNK
