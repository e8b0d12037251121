"""Asking providers for the payments we have not heard the end of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue_all
from app.core import clock, context
from app.core.context import Actor, ActorKind
from app.features.billing.dao.payments import OPEN_STATUSES, PaymentDAO
from app.features.billing.errors import ProviderUnknownError
from app.features.billing.providers.base import (
    Gateway,
    GatewayError,
    PaymentRejectedError,
    ProviderErrorCode,
    RemotePayment,
    RemoteStatus,
)
from app.features.billing.providers.registry import gateway
from app.features.billing.service.payments import apply_remote_payment, fail_unmade

RECONCILE = "billing.reconcile"
CANCEL_UNPAID_AFTER = timedelta(hours=24)
FAIL_UNMADE_AFTER = timedelta(hours=1)
"""Far longer than a call may take, so none can be under way that would still make the payment."""
_CHUNK = 200

CheckOutcome = RemotePayment | GatewayError | None


@dataclass(frozen=True, slots=True)
class PaymentCheck:
    """A question to a provider about one payment, as it was when the question was asked.

    `gateway` is None where the provider is not set up any more.
    """

    payment_id: UUID
    provider: str
    gateway: Gateway | None
    reference: str | None
    last_call_at: datetime
    cancel: bool


async def schedule_checks(session: AsyncSession) -> None:
    """Write a job for every open payment whose provider is to be asked now."""
    taken = await PaymentDAO(session).claim_due_checks(_CHUNK)
    jobs = {f"reconcile:{key}:{turn}": {"payment_id": key} for key, turn in taken.items()}
    await enqueue_all(session, RECONCILE, jobs)


async def begin_check(session: AsyncSession, payment_id: UUID) -> PaymentCheck | None:
    """Return what to ask a provider about a payment; None where it has ended."""
    payment = await PaymentDAO(session).get(payment_id)
    if payment.status not in OPEN_STATUSES:
        return None
    return PaymentCheck(
        payment_id=payment.id,
        provider=payment.provider,
        gateway=await _gateway(session, payment.provider),
        reference=payment.provider_reference,
        last_call_at=payment.last_call_at,
        cancel=clock.now() - payment.created_at > CANCEL_UNPAID_AFTER,
    )


async def _gateway(session: AsyncSession, provider: str) -> Gateway | None:
    try:
        return await gateway(session, provider)
    except ProviderUnknownError:
        return None


async def ask_about(check: PaymentCheck) -> CheckOutcome:
    """Ask the provider, and have it cancel what nobody paid for a day; never raises GatewayError.

    None means that the provider has no record of the payment.
    """
    provider = check.gateway
    if provider is None:
        logger.warning("payment {}: {} is not set up any more", check.payment_id, check.provider)
        return PaymentRejectedError(ProviderErrorCode.UNREACHABLE)
    try:
        if check.reference is None:
            remote = await provider.find(check.payment_id)
        else:
            remote = await provider.fetch(check.reference)
        if check.cancel and remote is not None and remote.status is RemoteStatus.PENDING:
            return await provider.cancel(remote.reference)
    except GatewayError as error:
        logger.warning("payment {} cannot be checked: {}", check.payment_id, error.code)
        return error
    return remote


async def finish_check(session: AsyncSession, check: PaymentCheck, outcome: CheckOutcome) -> None:
    """Make the payment what its provider says.

    One the provider has no record of an hour after the last call has failed. A provider that does
    not answer is asked again at the next check. Raises PaymentMismatchError.
    """
    context.bind(actor=Actor(ActorKind.PROVIDER))
    if isinstance(outcome, RemotePayment):
        await apply_remote_payment(session, check.provider, outcome)
    elif outcome is None and clock.now() - check.last_call_at > FAIL_UNMADE_AFTER:
        await fail_unmade(session, check.payment_id, check.last_call_at, "provider_never_made")
