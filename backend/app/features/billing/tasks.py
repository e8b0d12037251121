"""Billing's background work: renewal runs, and questions to payment providers."""

from functools import partial
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import OutsideCall, task
from app.features.billing import service
from app.features.billing.providers.base import RemotePayment

_RENEWAL_STEP = "billing.renewal_step"
_STEPS = {
    "invoice_due_periods": service.invoice_due_periods,
    "collect_due_invoices": service.collect_due_invoices,
    "run_dunning": service.run_dunning,
    "warn_low_balances": service.warn_low_balances,
}
Step = Literal["invoice_due_periods", "collect_due_invoices", "run_dunning", "warn_low_balances"]


_RENAMED = {
    "invoice_due": "invoice_due_periods",
    "collect_due": "collect_due_invoices",
    "dun": "run_dunning",
    "warn": "warn_low_balances",
}


def _step_by_its_new_name(payload: dict[str, Any]) -> dict[str, Any]:
    return payload | {"name": _RENAMED.get(payload["name"], payload["name"])}


@task(
    _RENEWAL_STEP,
    queue=Queue.CONTROL,
    formerly=("billing.step",),
    upcast=_step_by_its_new_name,
)
async def renewal_step(session: AsyncSession, *, name: Step) -> None:
    """Process one chunk; where it is full, the next one is a job of its own, written first.

    A chunk writes thousands of jobs of handlers: the continuation does not queue behind them.
    """
    await _STEPS[name](session, on_full=partial(enqueue, session, _RENEWAL_STEP, name=name))


@periodic("billing.invoice_due_periods", every=60)
async def invoice_due_periods(session: AsyncSession) -> None:
    """Invoice the periods that have come; collection of what is due at once follows as a job."""
    await enqueue(session, _RENEWAL_STEP, name="collect_due_invoices")
    await renewal_step(session, name="invoice_due_periods")


@periodic("billing.run_dunning", every=60)
async def run_dunning(session: AsyncSession) -> None:
    """Mark as past due, suspend and terminate what stays unpaid."""
    await renewal_step(session, name="run_dunning")


@periodic("billing.end_cancelled", every=60)
async def end_cancelled(session: AsyncSession) -> None:
    """End the subscriptions that were cancelled for the end of the period that is over now."""
    await service.end_cancelled(session)


@periodic("billing.warn_low_balances", every=300)
async def warn_low_balances(session: AsyncSession) -> None:
    """Warn of renewals that the balance will not cover."""
    await renewal_step(session, name="warn_low_balances")


@periodic("billing.schedule_payment_checks", every=30)
async def schedule_payment_checks(session: AsyncSession) -> None:
    """Enqueue a question to the provider for every payment whose next check is due."""
    await service.schedule_checks(session)


@task(
    service.RECONCILE,
    queue=Queue.BILLING,
    max_attempts=3,
    outside=OutsideCall(service.begin_check, service.ask_about),
)
async def reconcile(
    session: AsyncSession, intent: service.PaymentCheck, outcome: service.CheckOutcome
) -> None:
    """Apply what a provider says of one payment."""
    await service.finish_check(session, intent, outcome)


def _by_its_new_name(payload: dict[str, Any]) -> dict[str, Any]:
    renamed = payload.pop("notice_id", None)
    return payload if renamed is None else payload | {"provider_event_id": renamed}


@task(
    service.PROCESS_WEBHOOK,
    queue=Queue.BILLING,
    formerly=("billing.follow_notice",),
    upcast=_by_its_new_name,
    outside=OutsideCall(service.begin_lookup, service.look_up),
)
async def process_webhook_event(
    session: AsyncSession, intent: service.WebhookLookup, outcome: RemotePayment | None
) -> None:
    """Apply what the provider says of the payment that a webhook named."""
    await service.process_webhook_event(session, intent, outcome)
