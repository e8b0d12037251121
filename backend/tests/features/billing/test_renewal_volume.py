"""A renewal of thousands of subscriptions at once: all billed and collected, in few statements."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.schedule import run_tick
from app.core import clock
from app.features.billing.service.renewals import CHUNK
from tests.factories.billing import drain_feature
from tests.factories.renewals import make_subscriptions
from tests.features.billing.renewal_calendar import MARCH, MONTHS, START
from tests.one_transaction import OneTransaction

_DUE = 2_000
_STATEMENTS_A_CHUNK = 40


async def test_thousands_are_renewed_in_a_constant_number_of_statements_a_chunk(
    database: OneTransaction, session: AsyncSession, statements: list[str]
) -> None:
    with clock.freeze(START):
        await make_subscriptions(session, _DUE, START)
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
