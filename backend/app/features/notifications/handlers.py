"""Applies the notification rules of every feature to their events."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.bus import on
from app.events.jobs import JobDead
from app.events.privacy import PersonErased
from app.features.notifications import service
from app.manifest import notification_rules

_FORMERLY = {
    "verification": ("ask_to_verify",),
    "verification_requested": ("ask_to_verify_again",),
    "registration_repeated": ("tell_of_registration",),
    "invitation": ("send_invitation",),
    "acted_as_customer": ("tell_of_impersonation",),
    "password_reset": ("send_password_reset",),
    "password_changed": ("tell_password_changed",),
    "email_change": ("ask_to_prove_email",),
    "email_changed": ("tell_email_changed",),
    "second_factor": ("tell_second_factor",),
    "new_place": ("tell_new_place",),
    "data_export": ("send_export",),
    "invoice_issued": ("tell_invoice_issued",),
    "invoice_paid": ("tell_invoice_paid",),
    "invoice_overdue": ("tell_invoice_overdue",),
    "balance_low": ("tell_balance_low",),
    "payment_failed": ("tell_payment_failed",),
    "top_up": ("tell_payment_succeeded",),
    "service_ended": ("tell_service_ended",),
    "service_active": ("tell_service_active",),
    "service_failed": ("tell_service_failed",),
    "service_suspended": ("tell_service_suspended",),
    "service_resumed": ("tell_service_resumed",),
    "order_refunded": ("tell_order_refunded",),
    "operation_failed": ("ring_operation_failed",),
    "check_down": ("ring_check_down",),
    "check_up": ("ring_check_up",),
}
"""Rules by the handlers that did their work in the release before rules."""

for _rule in notification_rules().values():
    # A handler, and so a job, for each rule: one that fails stops no other.
    on(
        _rule.event,
        name=f"notifications.{_rule.name}",
        formerly=[f"notifications.{name}" for name in _FORMERLY.get(_rule.name, ())],
    )(partial(service.notify, rule=_rule))


@on(PersonErased)
async def forget_person(session: AsyncSession, event: PersonErased) -> None:
    """Forget whom somebody's e-mails went to, and write a last one."""
    await service.farewell(session, event.erasure_id)


@on(JobDead, formerly=["notifications.note_dead_letter"])
async def note_dead_email(session: AsyncSession, event: JobDead) -> None:
    """Note at an e-mail that its job was dead-lettered."""
    await service.give_up(session, event.job_id, event.task, event.error)
