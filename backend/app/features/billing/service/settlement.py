"""Paying invoices from balances: the one way an invoice becomes paid."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.locale import LocalizedMessage
from app.dao.scope import Scope
from app.events.billing import InvoicePaid, SubscriptionRenewed, SubscriptionResumed
from app.events.outbox import EventEnvelope, publish_all
from app.features.billing.dao.documents import InvoiceDAO, InvoiceSummary, invoice_summary
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.dao.subscriptions import StatusChange, SubscriptionDAO
from app.features.billing.errors import InsufficientBalanceError, InvoiceNotPayableError
from app.features.billing.models import (
    EntryKind,
    Invoice,
    InvoiceStatus,
    LedgerKind,
    SubscriptionStatus,
)
from app.features.billing.service.events import invoice_events, subscription_event

_ROUNDS = 5


async def pay_from_balance(session: AsyncSession, scope: Scope, invoice_id: UUID) -> Invoice:
    """Pay an open invoice from its account's balance.

    Raises NotFoundError, InvoiceNotPayableError, InsufficientBalanceError(missing, currency).
    """
    invoice, amount = await lock_with_balance(session, scope, invoice_id)
    if invoice.status is not InvoiceStatus.ISSUED:
        raise InvoiceNotPayableError
    if amount < invoice.total:
        raise InsufficientBalanceError(missing=invoice.total - amount, currency=invoice.currency)
    await settle(session, [invoice_summary(invoice)])
    await session.refresh(invoice)
    return invoice


async def pay_all_from_balance(
    session: AsyncSession, scope: Scope, invoice_ids: Collection[UUID]
) -> list[Invoice]:
    """Pay several open invoices of one account from its balance: all of them, or none.

    Raises NotFoundError, InvoiceNotPayableError, InsufficientBalanceError(missing, currency).
    """
    invoices = InvoiceDAO(session, scope)
    first = (await invoices.all_of(invoice_ids))[0]
    balances = await LedgerDAO(session).lock_balances([first.account_id], first.currency)
    locked = await invoices.all_of(invoice_ids, lock=True)
    if any(invoice.status is not InvoiceStatus.ISSUED for invoice in locked):
        raise InvoiceNotPayableError
    missing = sum(invoice.total for invoice in locked) - balances[first.account_id].amount
    if missing > 0:
        raise InsufficientBalanceError(missing=missing, currency=first.currency)
    await settle(session, [invoice_summary(invoice) for invoice in locked])
    return locked


async def settle_open(session: AsyncSession, invoice_ids: Collection[UUID]) -> None:
    """Pay those of the invoices that are still open; the caller has locked a balance that covers.

    What was paid or withdrawn meanwhile leaves its share on the balance.
    """
    locked = await InvoiceDAO(session).all_of(invoice_ids, lock=True)
    still_open = [one for one in locked if one.status is InvoiceStatus.ISSUED]
    await settle(session, [invoice_summary(invoice) for invoice in still_open])


async def lock_with_balance(
    session: AsyncSession, scope: Scope, invoice_id: UUID
) -> tuple[Invoice, int]:
    """Lock the balance of an invoice's account, then the invoice; return it and the balance.

    Every change of money takes this order: balances first, in the order of their ids.
    """
    invoices = InvoiceDAO(session, scope)
    invoice = await invoices.get(invoice_id)
    balances = await LedgerDAO(session).lock_balances([invoice.account_id], invoice.currency)
    return await invoices.lock(invoice_id), balances[invoice.account_id].amount


async def settle(session: AsyncSession, invoices: Sequence[InvoiceSummary]) -> None:
    """Pay open invoices from their accounts' balances, which the caller has locked and compared.

    Renewals move their subscriptions on. Raises InvoiceNotPayableError where one is not open.
    """
    ids = [invoice.id for invoice in invoices]
    posted = await LedgerDAO(session).post([_entry(invoice) for invoice in invoices])
    paid = await InvoiceDAO(session).mark_paid(ids)
    if not len(posted) == len(paid) == len(invoices):
        raise InvoiceNotPayableError
    moved = await SubscriptionDAO(session).advance(ids)
    events = invoice_events(InvoicePaid, paid)
    for subscription in moved:
        events += _renewed(subscription)
    await publish_all(session, events)


async def collect(session: AsyncSession, account_ids: Sequence[UUID]) -> None:
    """Pay these accounts' due renewals as far as their locked balances reach, oldest first."""
    for _ in range(_ROUNDS):
        invoices = await InvoiceDAO(session).payable(account_ids)
        if not invoices:
            return
        await settle(session, invoices)


def _entry(invoice: InvoiceSummary) -> Entry:
    return Entry(
        kind=EntryKind.INVOICE,
        reason=LocalizedMessage(
            code="invoice.paid_from_balance", params={"number": invoice.number}
        ),
        reference=f"invoice:{invoice.id}",
        currency=invoice.currency,
        legs=(
            Leg(LedgerKind.CUSTOMER_BALANCE, -invoice.total, invoice.account_id),
            Leg(LedgerKind.REVENUE, invoice.subtotal),
            Leg(LedgerKind.TAX, invoice.tax),
        ),
        account_id=invoice.account_id,
        invoice_id=invoice.id,
        details={"number": invoice.number},
    )


def _renewed(moved: StatusChange) -> list[EventEnvelope]:
    events: list[EventEnvelope] = [
        (subscription_event(SubscriptionRenewed, moved), moved.account_id)
    ]
    resumed = moved.before is SubscriptionStatus.SUSPENDED
    if resumed and moved.status is SubscriptionStatus.ACTIVE:
        events.append((subscription_event(SubscriptionResumed, moved), moved.account_id))
    return events
