"""What each kind of event means to people: which letter, to whom, and whether the bell rings.

Renewals by the hour ring and write only when they go unpaid: nobody wants 24 receipts a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import MoneyRead
from app.core.text import masked
from app.events.billing import BalanceLow, InvoiceEvent, PaymentEvent, PaymentFailed
from app.events.context import event_context
from app.events.deployments import OperationFailed, ServiceEvent
from app.events.monitoring import CheckEvent
from app.events.orders import OrderRefunded
from app.events.users import EmailChanged
from app.features.accounts import service as accounts
from app.features.notifications.dao import SnapshotDAO
from app.features.notifications.models import Template
from app.features.notifications.schemas import Addressee, InvoiceSnapshot, ServiceSnapshot
from app.features.notifications.service import bell, letters
from app.features.privacy import service as privacy
from app.features.users import service as users
from app.features.users.schemas.people import Contact

_FIRST = "create"
_TOLD_ENDS = {"terminated", "deleted"}
Rules = InvoiceSnapshot | ServiceSnapshot | None


async def tell_person(session: AsyncSession, user_id: UUID, template: Template) -> None:
    """Write to one person about themselves."""
    if template is Template.VERIFICATION and await users.is_verified(session, user_id):
        return
    await letters.write(session, template, [await users.contact(session, user_id)], {})


async def tell_invited(session: AsyncSession, invitation_id: UUID) -> None:
    """Write the link of an invitation to whom it is for."""
    found = await accounts.issue_invitation(session, invitation_id)
    if found is None:
        return
    invited = Addressee(email=found.email, locale=found.locale, time_zone=found.time_zone)
    params = {
        "account_name": found.account_name,
        "inviter": found.inviter,
        "role": found.role,
        "valid_until": found.valid_until.isoformat(),
    }
    secrets = {"link_token": found.link_token}
    await letters.write(session, Template.INVITATION, [invited], params, secrets)


async def tell_impersonated(session: AsyncSession, impersonation_id: UUID) -> None:
    """Write to the owner that somebody of us was signed in as a member, and why."""
    found = await accounts.impersonation_letter(session, impersonation_id)
    account = await accounts.account_snapshot(session, found.account_id)
    owner = await users.contact(session, account.owner_user_id)
    params = found.model_dump(mode="json", exclude={"account_id"})
    params |= {"account_name": account.name, "impersonation_reason": params.pop("reason")}
    await letters.write(session, Template.ACTED_AS_CUSTOMER, [owner], params)


async def tell_security(
    session: AsyncSession, user_id: UUID, template: Template, **params: str
) -> None:
    """Write to one person what happened to the way they sign in, and when."""
    at = event_context().occurred_at.isoformat()
    person = await users.contact(session, user_id)
    await letters.write(session, template, [person], {"at": at, **params})


async def tell_email_change(session: AsyncSession, user_id: UUID) -> None:
    """Write to the address a person wants how to prove it, and to the present one of the wish."""
    wanted = await users.wanted_email(session, user_id)
    if wanted is None:
        return
    person = await users.contact(session, user_id)
    elsewhere = person.model_copy(update={"email": wanted})
    await letters.write(session, Template.EMAIL_CHANGE, [elsewhere], {})
    params = {"wanted": masked(wanted) or ""}
    await letters.write(session, Template.EMAIL_CHANGE_NOTICE, [person], params)


async def tell_email_changed(session: AsyncSession, event: EmailChanged) -> None:
    """Write to a person's previous address that it is not theirs here any more."""
    person = await users.contact(session, event.user_id)
    before = person.model_copy(update={"email": event.previous})
    params = {"wanted": masked(person.email) or "", "at": event_context().occurred_at.isoformat()}
    await letters.write(session, Template.EMAIL_CHANGED, [before], params)


async def tell_export(session: AsyncSession, export_id: UUID) -> None:
    """Write to a person the link of the copy of their data."""
    found = await privacy.issue_export(session, export_id)
    if found is None:
        return
    person = await users.contact(session, found.user_id)
    params = {"valid_until": found.expires_at.isoformat()}
    secrets = {"link_token": found.link_token}
    await letters.write(session, Template.DATA_EXPORT, [person], params, secrets)


async def tell_erased(session: AsyncSession, erasure_id: UUID) -> None:
    """Forget a person's letters and what they have seen; write to the address that was theirs."""
    person = await privacy.farewell(session, erasure_id)
    if person is None:
        return
    await letters.forget(session, person)
    await bell.forget(session, person.user_id)
    nobody = Addressee(
        email=users.erased_address(person.user_id),
        locale=person.locale,
        time_zone=person.time_zone,
    )
    params = {"at": event_context().occurred_at.isoformat()}
    secrets = {"recipient": person.email, "name": person.name}
    await letters.write(session, Template.DATA_ERASED, [nobody], params, secrets)


async def tell_invoice(session: AsyncSession, event: InvoiceEvent, template: Template) -> None:
    """Tell of an invoice."""
    snapshots = SnapshotDAO(session)
    found = await snapshots.invoice(event.invoice_id)
    if found is None or (_by_the_hour(found) and template is not Template.INVOICE_OVERDUE):
        return
    found.lines = await snapshots.lines(event.invoice_id, event.currency)
    total = _money(event.total, event.currency)
    params = {"number": event.number, "total": total, "due_at": event.due_at.isoformat()}
    await bell.ring(session, params, invoice_id=event.invoice_id, about_money=True)
    written = {"invoice": found.model_dump(mode="json"), "invoice_id": str(event.invoice_id)}
    await letters.write(session, template, await _people(session), written | _schedule(found))


async def tell_low_balance(session: AsyncSession, event: BalanceLow) -> None:
    """Tell that the balance will not cover an invoice."""
    found = await SnapshotDAO(session).invoice(event.invoice_id)
    if found is None or _by_the_hour(found):
        return
    params = {
        "number": found.number,
        "hostname": found.hostname or "",
        "missing": _money(event.missing, event.currency),
        "due_at": event.due_at.isoformat(),
    }
    await bell.ring(session, params, invoice_id=event.invoice_id, about_money=True)
    await letters.write(session, Template.BALANCE_LOW, await _people(session), params)


async def tell_payment(session: AsyncSession, event: PaymentEvent) -> None:
    """Tell of a payment: by letter where it failed, by bell of a top-up that arrived."""
    failed = isinstance(event, PaymentFailed)
    if not failed and event.invoice_id is not None:
        return
    found = await SnapshotDAO(session).invoice(event.invoice_id) if event.invoice_id else None
    params: dict[str, Any] = {
        "amount": _money(event.amount, event.currency),
        "number": found.number if found else "",
    }
    await bell.ring(session, params, invoice_id=event.invoice_id, about_money=True)
    if isinstance(event, PaymentFailed):
        params |= {"failure": event.failure, "invoice_id": str(event.invoice_id or "")}
        await letters.write(session, Template.PAYMENT_FAILED, await _people(session), params)


async def tell_service(
    session: AsyncSession, event: ServiceEvent, template: Template, **more: str
) -> None:
    """Tell of a service; `more` are further params of the letter."""
    await bell.ring(session, {"hostname": event.hostname} | more, service_id=event.service_id)
    found = await SnapshotDAO(session).service(service_id=event.service_id)
    unpaid = str(found.invoice_id) if found and found.invoice_id else ""
    params: dict[str, Any] = {
        "hostname": event.hostname,
        "service_id": str(event.service_id),
        "order_id": str(event.order_id),
        "invoice_id": unpaid,
    }
    params |= _schedule(found) | more
    await letters.write(session, template, await _people(session), params)


async def tell_service_end(session: AsyncSession, subscription_id: UUID, cause: str) -> None:
    """Tell that a service is gone for good; money back and cancelled orders tell of themselves."""
    found = await SnapshotDAO(session).service(subscription_id=subscription_id)
    if found is None or cause not in _TOLD_ENDS:
        return
    params = {"hostname": found.hostname, "cause": cause}
    await bell.ring(session, params, service_id=found.id)
    await letters.write(session, Template.SERVICE_ENDED, await _people(session), params)


async def tell_refund(session: AsyncSession, event: OrderRefunded) -> None:
    """Tell that the money of an order is back on the balance."""
    found = await SnapshotDAO(session).invoice(event.invoice_id)
    if found is None:
        return
    params = {
        "number": event.number,
        "hostname": found.hostname or "",
        "amount": found.total.model_dump(mode="json"),
    }
    await bell.ring(session, params, invoice_id=event.invoice_id, about_money=True)
    await letters.write(session, Template.ORDER_REFUNDED, await _people(session), params)


async def ring_operation(session: AsyncSession, event: OperationFailed) -> None:
    """Ring for an operation that failed; one that creates is told of by its service."""
    found = await SnapshotDAO(session).service(service_id=event.service_id)
    if found is not None and event.kind != _FIRST:
        params = {"hostname": found.hostname, "kind": event.kind, "code": event.code}
        await bell.ring(session, params, service_id=event.service_id)


async def ring_check(session: AsyncSession, event: CheckEvent) -> None:
    """Ring for a service that stopped answering, or answers again."""
    found = await SnapshotDAO(session).service(service_id=event.service_id)
    if found is not None:
        params = {"hostname": found.hostname, "reason": event.reason}
        await bell.ring(session, params, service_id=event.service_id)


async def _people(session: AsyncSession) -> Sequence[Contact]:
    account_id = event_context().account_id
    return await accounts.contacts(session, account_id) if account_id else []


def _by_the_hour(found: InvoiceSnapshot) -> bool:
    return found.renewal and found.hourly


def _money(amount: int, currency: str) -> dict[str, Any]:
    return MoneyRead(amount=amount, currency=currency).model_dump(mode="json")


def _schedule(found: Rules) -> dict[str, str]:
    """Say when an unpaid service stops and when it is deleted; empty texts where it never does."""
    if found is None or found.paid_through is None:
        return {"suspend_at": "", "terminate_at": ""}
    return {
        "suspend_at": _after(found.paid_through, found.grace_hours),
        "terminate_at": _after(found.paid_through, found.terminate_hours),
    }


def _after(moment: datetime, hours: int | None) -> str:
    return (moment + timedelta(hours=hours or 0)).isoformat()
