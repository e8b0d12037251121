"""Asking providers for the payments we have not heard the end of."""

from datetime import timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue_all
from app.core import clock, context
from app.core.context import Actor, ActorKind
from app.features.billing.dao.payments import OPEN_STATUSES, PaymentDAO
from app.features.billing.models import Payment
from app.features.billing.providers.base import GatewayError, RemotePayment, RemoteStatus
from app.features.billing.providers.registry import gateway
from app.features.billing.service.payments import apply_remote_payment, fail_unmade

RECONCILE = "billing.reconcile"
CANCEL_UNPAID_AFTER = timedelta(hours=24)
FAIL_UNMADE_AFTER = timedelta(hours=1)
"""Far longer than a call may take, so none can be under way that would still make the payment."""
_CHUNK = 200


async def schedule_checks(session: AsyncSession) -> None:
    """Write a job for every open payment whose provider is to be asked now."""
    taken = await PaymentDAO(session).claim_due_checks(_CHUNK)
    jobs = {f"reconcile:{key}:{turn}": {"payment_id": key} for key, turn in taken.items()}
    await enqueue_all(session, RECONCILE, jobs)


async def reconcile(session: AsyncSession, payment_id: UUID) -> None:
    """Make a payment what its provider says; cancel it where nobody paid it for a day.

    One the provider has no record of an hour after the last call has failed. A provider that does
    not answer is asked again at the next check. Raises PaymentMismatchError.
    """
    context.bind(actor=Actor(ActorKind.PROVIDER))
    payment = await PaymentDAO(session).get(payment_id)
    if payment.status not in OPEN_STATUSES:
        return
    old = clock.now() - payment.created_at > CANCEL_UNPAID_AFTER
    try:
        remote = await _look_up(payment, old=old)
    except GatewayError as error:
        logger.warning("payment {} cannot be checked: {}", payment_id, error.code)
        return
    if remote is not None:
        await apply_remote_payment(session, payment.provider, remote)
    elif clock.now() - payment.last_call_at > FAIL_UNMADE_AFTER:
        await fail_unmade(session, payment_id, payment.last_call_at, "provider_never_made")


async def _look_up(payment: Payment, *, old: bool) -> RemotePayment | None:
    provider = gateway(payment.provider)
    if payment.provider_reference is None:
        remote = await provider.find(payment.id)
    else:
        remote = await provider.fetch(payment.provider_reference)
    if old and remote is not None and remote.status is RemoteStatus.PENDING:
        return await provider.cancel(remote.reference)
    return remote
