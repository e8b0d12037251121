"""Subscriptions by the thousand, begun at one moment: what a renewal run finds due."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.locale import LocalizedMessage
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.models import EntryKind, LedgerKind
from tests.factories.billing import make_subscription

_PRICE = 19_000

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


async def make_subscriptions(session: AsyncSession, many: int, begun: datetime) -> None:
    """Make so many monthly subscriptions, each with an account and the money for one renewal.

    The clock must be frozen at the moment `begun`.
    """
    original = await make_subscription(session, balance=_PRICE)
    many -= 1
    values = {
        "many": many,
        "account": original.account_id,
        "id": original.id,
        "now": begun,
        "price": _PRICE,
        "total": _PRICE * many,
    }
    row = (await session.execute(text(_COPIES), values)).one()
    invoice_id, lines, ids, accounts = row
    ledger = LedgerDAO(session)
    await ledger.post([_money(account_id, _PRICE) for account_id in accounts])
    begin = {"now": begun, "ids": ids, "lines": lines, "invoice": invoice_id, "price": _PRICE}
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
