"""Billing's background work: what time does, and what providers are asked."""

from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.celery.queues import Queue
from app.celery.schedule import periodic
from app.celery.task import task
from app.features.billing import service

_STEP = "billing.step"
_STEPS = {
    "invoice_due": service.invoice_due,
    "collect_due": service.collect_due,
    "dun": service.dun,
    "warn": service.warn,
}
Step = Literal["invoice_due", "collect_due", "dun", "warn"]


@task(_STEP, queue=Queue.BILLING)
async def step(session: AsyncSession, *, name: Step) -> None:
    """Take one chunk; where it was full, the next one is a job of its own."""
    if await _STEPS[name](session):
        await enqueue(session, _STEP, name=name)


@periodic("billing.invoice_due", every=60, queue=Queue.BILLING)
async def invoice_due(session: AsyncSession) -> None:
    """Bill the periods that have come; what is due at once is collected right after."""
    await step(session, name="invoice_due")
    await enqueue(session, _STEP, name="collect_due")


@periodic("billing.dun", every=60, queue=Queue.BILLING)
async def dun(session: AsyncSession) -> None:
    """Remind, suspend and end what stays unpaid."""
    await step(session, name="dun")


@periodic("billing.warn", every=300, queue=Queue.BILLING)
async def warn(session: AsyncSession) -> None:
    """Warn of renewals that the balance will not cover."""
    await step(session, name="warn")


@periodic("billing.reconcile_open", every=30, queue=Queue.BILLING)
async def reconcile_open(session: AsyncSession) -> None:
    """Have providers asked for payments we have not heard the end of."""
    await service.start_checks(session)


@task(service.RECONCILE, queue=Queue.BILLING, max_attempts=3)
async def reconcile(session: AsyncSession, *, payment_id: UUID) -> None:
    """Ask a provider for one payment."""
    await service.reconcile(session, payment_id)


@task(service.FOLLOW, queue=Queue.BILLING)
async def follow_notice(session: AsyncSession, *, notice_id: UUID) -> None:
    """Act on what a provider told."""
    await service.follow_notice(session, notice_id)
