"""A subscription's beginning and its early end; what is between is `renewal`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.events.billing import (
    InvoiceVoided,
    SubscriptionActivated,
    SubscriptionActivationFailed,
    SubscriptionCancelled,
    SubscriptionEnded,
)
from app.events.outbox import publish, publish_all
from app.features.accounts import service as accounts
from app.features.billing.dao.documents import InvoiceDAO
from app.features.billing.dao.ledger import LedgerDAO
from app.features.billing.dao.subscriptions import SubscriptionDAO
from app.features.billing.errors import SubscriptionUnpaidError
from app.features.billing.models import SubscriptionStatus
from app.features.billing.schemas import SubscriptionState
from app.features.billing.service.events import invoice_events, subscription_event

_OVER = (SubscriptionStatus.TERMINATED, SubscriptionStatus.ENDED)


async def activate_subscription(session: AsyncSession, subscription_id: UUID) -> datetime | None:
    """Begin the first period now and bind it to the paid line; returns what is paid through.

    A second time changes nothing; None where it ended before it began. Raises
    SubscriptionUnpaidError where nobody paid for it.
    """
    subscriptions = SubscriptionDAO(session)
    subscription = await subscriptions.lock(subscription_id)
    if subscription.status is not SubscriptionStatus.PENDING:
        return subscription.paid_through
    # What it was ordered under may have been corrected since: a zone the database does not know.
    account = await accounts.account_snapshot(session, subscription.account_id)
    if subscription.time_zone != account.time_zone:
        await subscriptions.patch(subscription_id, {"time_zone": account.time_zone})
    line = await InvoiceDAO(session).first_paid_line(subscription_id)
    if line is None:
        raise SubscriptionUnpaidError
    until = await subscriptions.begin(subscription, line)
    event = subscription_event(SubscriptionActivated, subscription)
    await publish(session, event, account_id=subscription.account_id)
    return until


async def subscription_state(session: AsyncSession, subscription_id: UUID) -> SubscriptionState:
    """Return a subscription as this transaction sees it, unlocked; raises NotFoundError.

    Whoever converges to it is called again by the event of the next change.
    """
    subscription = await SubscriptionDAO(session).get(subscription_id)
    return SubscriptionState.model_validate(subscription, from_attributes=True)


async def link_service(session: AsyncSession, subscription_id: UUID, service_id: UUID) -> None:
    """Record which service a subscription pays for: the newest, whatever order events come in.

    Raises NotFoundError.
    """
    subscriptions = SubscriptionDAO(session)
    subscription = await subscriptions.lock(subscription_id)
    if subscription.service_id is None or subscription.service_id < service_id:
        await subscriptions.patch(subscription_id, {"service_id": service_id})


async def end_subscription_of_deleted(
    session: AsyncSession, subscription_id: UUID, service_id: UUID
) -> None:
    """End a subscription whose service was deleted; one that pays for a newer service goes on."""
    current = (await SubscriptionDAO(session).get(subscription_id)).service_id
    if current is None or current <= service_id:
        await end_subscription(session, subscription_id, "deleted")


async def record_activation_failure(
    session: AsyncSession, subscription_id: UUID, reason: str
) -> None:
    """Keep why a delivered service is not billed, and tell staff; once while it lasts."""
    subscriptions = SubscriptionDAO(session)
    subscription = await subscriptions.lock(subscription_id)
    if subscription.status is not SubscriptionStatus.PENDING or subscription.billing_error:
        return
    await subscriptions.record_billing_error(subscription_id, reason)
    event = subscription_event(SubscriptionActivationFailed, subscription, error=reason[:500])
    await publish(session, event, account_id=None)


async def cancel_subscription(
    session: AsyncSession, subscription_id: UUID, *, at_period_end: bool
) -> datetime:
    """End a subscription now, or with the time that is paid; returns the moment. No money moves.

    Where nothing paid is left it ends now. A second time changes nothing, and the end comes
    nearer at most. Raises NotFoundError.
    """
    subscriptions = SubscriptionDAO(session)
    known = await subscriptions.get(subscription_id)
    await LedgerDAO(session).lock_balances([known.account_id])
    subscription = await subscriptions.lock(subscription_id)
    if subscription.status is SubscriptionStatus.CANCEL_AT_PERIOD_END and at_period_end:
        return subscription.paid_through or clock.now()
    paid = subscription.status is SubscriptionStatus.ACTIVE and subscription.paid_through
    if not (at_period_end and paid and paid > clock.now()):
        await end_subscription(session, subscription_id, "cancelled")
        return clock.now()
    await subscriptions.patch(subscription_id, {"status": SubscriptionStatus.CANCEL_AT_PERIOD_END})
    voided = await InvoiceDAO(session).void_open([subscription_id])
    cancelled = subscription_event(SubscriptionCancelled, subscription)
    events = invoice_events(InvoiceVoided, voided)
    await publish_all(session, [*events, (cancelled, subscription.account_id)])
    return paid


async def end_cancelled(session: AsyncSession) -> None:
    """End the cancelled subscriptions whose paid time is over."""
    ended = await SubscriptionDAO(session).end_cancelled()
    events = [
        (subscription_event(SubscriptionEnded, one, reason="period_ended"), one.account_id)
        for one in ended
    ]
    await publish_all(session, events)


async def end_subscription(session: AsyncSession, subscription_id: UUID, reason: str) -> None:
    """End a subscription whatever its state, and void its open invoices; once.

    `reason` is what `subscription.ended` tells: refunded, cancelled or deleted.
    """
    subscriptions = SubscriptionDAO(session)
    known = await subscriptions.get(subscription_id)
    await LedgerDAO(session).lock_balances([known.account_id])
    subscription = await subscriptions.lock(subscription_id)
    if subscription.status in _OVER:
        return
    changes = {
        "status": SubscriptionStatus.ENDED,
        "ended_at": clock.now(),
        "end_reason": reason,
    }
    await subscriptions.patch(subscription_id, changes)
    voided = await InvoiceDAO(session).void_open([subscription_id])
    ended = subscription_event(SubscriptionEnded, subscription, reason=reason)
    events = invoice_events(InvoiceVoided, voided)
    await publish_all(session, [*events, (ended, subscription.account_id)])
