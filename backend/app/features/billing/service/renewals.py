"""What time does to subscriptions: billed, collected, reminded, suspended, terminated.

Every step takes a chunk of rows and a handful of statements, whatever the size of the chunk; it
returns whether there may be more. A period is billed exactly once because the database refuses a
second charge for it; locks only keep two runs from waiting for each other.

A subscription has one unpaid invoice at a time: the next period is billed when everything billed
is paid, so an unpaid hour does not become hundreds of invoices. Periods that passed meanwhile (a
long suspension, no run for days) are made up for together: one invoice, one line a period.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import get_settings
from app.events.billing import (
    BalanceLow,
    InvoiceIssued,
    InvoiceOverdue,
    InvoiceVoided,
    SubscriptionEnded,
    SubscriptionEvent,
    SubscriptionPastDue,
    SubscriptionSuspended,
)
from app.events.outbox import EventEnvelope, publish_all
from app.features.billing.dao.bisection import bisect_failures
from app.features.billing.dao.documents import InvoiceDAO
from app.features.billing.dao.ledger import LedgerDAO
from app.features.billing.dao.subscriptions import StatusChange, SubscriptionDAO
from app.features.billing.models import SubscriptionStatus
from app.features.billing.service.events import invoice_events, subscription_event
from app.features.billing.service.settlement import collect

CHUNK = 500

OnFull = Callable[[], Awaitable[object]]
"""Called when a chunk is full, before its work: what enqueues the next one is written first."""
WARN_BEFORE = timedelta(hours=72)


async def invoice_due_periods(
    session: AsyncSession, *, limit: int = CHUNK, on_full: OnFull | None = None
) -> bool:
    """Charge the periods that have come and issue their invoices; True where more may be due."""
    subscriptions = SubscriptionDAO(session)
    ids = await subscriptions.due(limit)
    full = await _announce(len(ids) == limit, on_full)
    await bisect_failures(
        session, ids, partial(_charge, session), subscriptions.record_billing_error
    )
    return full


async def _charge(session: AsyncSession, ids: Sequence[UUID]) -> None:
    drafts = await SubscriptionDAO(session).charge_due_periods(ids, get_settings().tax_basis_points)
    issued = await InvoiceDAO(session).issue(drafts)
    await publish_all(session, invoice_events(InvoiceIssued, issued))


async def collect_due_invoices(
    session: AsyncSession, *, limit: int = CHUNK, on_full: OnFull | None = None
) -> bool:
    """Pay due renewals from the balances that cover them."""
    accounts = await InvoiceDAO(session).accounts_to_collect(limit)
    full = await _announce(len(accounts) == limit, on_full)
    await LedgerDAO(session).lock_balances(accounts)
    on_failure = SubscriptionDAO(session).record_billing_error
    await bisect_failures(session, accounts, partial(collect, session), on_failure)
    return full


async def run_dunning(
    session: AsyncSession, *, limit: int = CHUNK, on_full: OnFull | None = None
) -> bool:
    """Move what stays unpaid one state on, after one more try to collect it."""
    subscriptions = SubscriptionDAO(session)
    unpaid = await subscriptions.unpaid(limit)
    full = await _announce(len(unpaid) == limit, on_full)
    await LedgerDAO(session).lock_balances(unpaid.values())
    work = partial(_dunning_step, session, unpaid)
    await bisect_failures(session, list(unpaid), work, subscriptions.record_billing_error)
    return full


async def _dunning_step(
    session: AsyncSession, accounts: dict[UUID, UUID], ids: Sequence[UUID]
) -> None:
    await collect(session, sorted({accounts[one] for one in ids}))
    moved = await SubscriptionDAO(session).advance_dunning(ids)
    invoices = InvoiceDAO(session)
    overdue = await invoices.mark_overdue(_now(moved, SubscriptionStatus.PAST_DUE))
    voided = await invoices.void_open(_now(moved, SubscriptionStatus.TERMINATED))
    events: list[EventEnvelope] = [(_EVENTS[one.status](one), one.account_id) for one in moved]
    events += invoice_events(InvoiceOverdue, overdue)
    events += invoice_events(InvoiceVoided, voided)
    await publish_all(session, events)


def _now(moved: Sequence[StatusChange], status: SubscriptionStatus) -> list[UUID]:
    return [one.id for one in moved if one.status is status]


_EVENTS: dict[SubscriptionStatus, Callable[[StatusChange], SubscriptionEvent]] = {
    SubscriptionStatus.PAST_DUE: partial(subscription_event, SubscriptionPastDue),
    SubscriptionStatus.SUSPENDED: partial(subscription_event, SubscriptionSuspended),
    SubscriptionStatus.TERMINATED: partial(
        subscription_event, SubscriptionEnded, reason="terminated"
    ),
}


async def warn_low_balances(
    session: AsyncSession, *, limit: int = CHUNK, on_full: OnFull | None = None
) -> bool:
    """Tell, once an invoice, that the balance will not cover a renewal that is coming due."""
    short = await InvoiceDAO(session).mark_warned(WARN_BEFORE, limit)
    full = await _announce(len(short) == limit, on_full)
    events: list[EventEnvelope] = [
        (
            BalanceLow(
                invoice_id=one.id, missing=one.missing, currency=one.currency, due_at=one.due_at
            ),
            one.account_id,
        )
        for one in short
    ]
    await publish_all(session, events)
    return full


async def _announce(full: bool, on_full: OnFull | None) -> bool:  # noqa: FBT001  the answer itself
    if full and on_full is not None:
        await on_full()
    return full
