"""The notification rules of events whose data comes from several features.

A feature whose own data is enough declares its rule in its manifest. Hourly renewals are told of
only when they go unpaid: nobody wants 24 receipts a day.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.core import clock
from app.core.money import MoneyRead
from app.core.text import masked
from app.events.accounts import ImpersonationEnded, MemberInvited
from app.events.billing import (
    BalanceLow,
    InvoiceEvent,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    PaymentFailed,
    PaymentSucceeded,
    SubscriptionEnded,
)
from app.events.context import event_context
from app.events.deployments import (
    OperationFailed,
    ServiceActivated,
    ServiceEvent,
    ServiceFailed,
    ServiceResumed,
    ServiceSuspended,
)
from app.events.monitoring import CheckDown, CheckEvent, CheckUp
from app.events.nodes import NodeImageMissing
from app.events.notifications import MailTemplateBroken
from app.events.orders import OrderRefunded
from app.events.privacy import DataExportReady
from app.events.users import (
    EmailChanged,
    EmailChangeRequested,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationRepeated,
    SecondFactorChanged,
    SignedInFromNewPlace,
    UserRegistered,
    VerificationRequested,
)
from app.features.accounts import service as accounts
from app.features.notifications.dao.mails import MailDAO
from app.features.notifications.dao.snapshots import SnapshotDAO
from app.features.notifications.schemas import InvoiceSnapshot, ServiceSnapshot
from app.features.notifications.service import broken
from app.features.notifications.service.proofs import is_unverified, proof
from app.features.notifications.service.staff_acts import STAFF_ACTS, of_staff
from app.features.privacy import service as privacy
from app.features.users import service as users
from app.manifest import Audience, Channel, Content, Recipient, Rule, SecretLink, Tone

_IMAGE_AGAIN = timedelta(hours=1)
_IN_APP = frozenset({Channel.IN_APP})
_EMAIL = frozenset({Channel.EMAIL})
_BOTH = _IN_APP | _EMAIL
_CREATE = "create"
_TOLD_ENDS = {"terminated", "deleted", "period_ended"}


async def _nothing(_session: AsyncSession, _event: object) -> Content:
    return Content()


async def _unverified(
    session: AsyncSession, event: UserRegistered | VerificationRequested
) -> Content | None:
    return None if await users.is_verified(session, event.user_id) else Content()


async def _moment(_session: AsyncSession, _event: object) -> Content:
    return Content(params={"at": event_context().occurred_at.isoformat()})


async def _second_factor(_session: AsyncSession, event: SecondFactorChanged) -> Content:
    at = event_context().occurred_at.isoformat()
    return Content(params={"at": at, "change": event.change, "passkey": event.name})


async def _new_place(_session: AsyncSession, event: SignedInFromNewPlace) -> Content:
    at = event_context().occurred_at.isoformat()
    where = {"ip": event.ip, "place": event.place or "", "device": event.device}
    return Content(params={"at": at} | where)


async def _email_change(session: AsyncSession, event: EmailChangeRequested) -> Content | None:
    """Address the new e-mail address: whoever reads there confirms it."""
    wanted = await users.wanted_email(session, event.user_id)
    if wanted is None:
        return None
    person = await users.contact(session, event.user_id)
    return Content(recipients=[person.model_copy(update={"email": wanted})])


async def _email_change_notice(
    session: AsyncSession, event: EmailChangeRequested
) -> Content | None:
    wanted = await users.wanted_email(session, event.user_id)
    return None if wanted is None else Content(params={"wanted": masked(wanted) or ""})


async def _email_changed(session: AsyncSession, event: EmailChanged) -> Content:
    """Address the previous e-mail address: it is not the person's here any more."""
    person = await users.contact(session, event.user_id)
    at = event_context().occurred_at.isoformat()
    return Content(
        params={"wanted": masked(person.email) or "", "at": at},
        recipients=[person.model_copy(update={"email": event.previous})],
    )


async def _invitation(session: AsyncSession, event: MemberInvited) -> Content | None:
    found = await accounts.issue_invitation(session, event.invitation_id)
    if found is None:
        return None
    invited = Recipient(email=found.email, locale=found.locale, time_zone=found.time_zone)
    params = {
        "account_name": found.account_name,
        "inviter": found.inviter,
        "role": found.role,
        "valid_until": found.valid_until.isoformat(),
    }
    return Content(params=params, recipients=[invited], secrets={"link_token": found.link_token})


async def _impersonation(session: AsyncSession, event: ImpersonationEnded) -> Content:
    found = await accounts.impersonation_letter(session, event.impersonation_id)
    account = await accounts.account_snapshot(session, found.account_id)
    owner = await users.contact(session, account.owner_user_id)
    params = found.model_dump(mode="json", exclude={"account_id"})
    params |= {"account_name": account.name, "impersonation_reason": params.pop("reason")}
    return Content(params=params, recipients=[owner])


async def _data_export(session: AsyncSession, event: DataExportReady) -> Content | None:
    found = await privacy.issue_export(session, event.export_id)
    if found is None:
        return None
    return Content(
        params={"valid_until": found.expires_at.isoformat()},
        recipients=[await users.contact(session, found.user_id)],
        secrets={"link_token": found.link_token},
    )


async def _invoice(session: AsyncSession, event: InvoiceEvent) -> Content | None:
    snapshots = SnapshotDAO(session)
    found = await snapshots.invoice(event.invoice_id)
    if found is None or (_by_the_hour(found) and not isinstance(event, InvoiceOverdue)):
        return None
    found.lines = await snapshots.lines(event.invoice_id, event.currency)
    params = {"invoice": found.model_dump(mode="json"), "invoice_id": str(event.invoice_id)}
    return Content(
        params=params | _schedule(found),
        path=_invoice_path(event.invoice_id),
        invoice_id=event.invoice_id,
    )


async def _balance_low(session: AsyncSession, event: BalanceLow) -> Content | None:
    found = await SnapshotDAO(session).invoice(event.invoice_id)
    if found is None or _by_the_hour(found):
        return None
    params = {
        "number": found.number,
        "hostname": found.hostname or "",
        "missing": _money(event.missing, event.currency),
        "due_at": event.due_at.isoformat(),
    }
    path = _invoice_path(event.invoice_id)
    return Content(params=params, path=path, invoice_id=event.invoice_id)


async def _payment_failed(session: AsyncSession, event: PaymentFailed) -> Content:
    found = await SnapshotDAO(session).invoice(event.invoice_id) if event.invoice_id else None
    params = {
        "amount": _money(event.amount, event.currency),
        "number": found.number if found else "",
        "failure": event.failure,
        "invoice_id": str(event.invoice_id or ""),
    }
    path = _invoice_path(event.invoice_id) if event.invoice_id else "/panel/balance"
    return Content(params=params, path=path, invoice_id=event.invoice_id)


async def _top_up(_session: AsyncSession, event: PaymentSucceeded) -> Content | None:
    """Tell of money that arrived on the balance; the payment of an invoice has its receipt."""
    if event.invoice_id is not None:
        return None
    amount = _money(event.amount, event.currency)
    return Content(params={"amount": amount}, path="/panel/balance")


async def _by_payment(
    session: AsyncSession, event: ServiceSuspended | ServiceResumed
) -> Content | None:
    """Tell of what billing did; what staff do is told when they do it, with their reason."""
    by_staff = event.held if isinstance(event, ServiceSuspended) else event.released
    return None if by_staff else await _service(session, event)


async def _service(session: AsyncSession, event: ServiceEvent) -> Content:
    found = await SnapshotDAO(session).service(service_id=event.service_id)
    unpaid = str(found.invoice_id) if found and found.invoice_id else ""
    params: dict[str, Any] = {
        "hostname": event.hostname,
        "service_id": str(event.service_id),
        "order_id": str(event.order_id),
        "invoice_id": unpaid,
    }
    if isinstance(event, ServiceActivated):
        params["address"] = event.address
    if isinstance(event, ServiceFailed):
        params["code"] = event.code
    params |= of_staff(event)
    return Content(
        params=params | _schedule(found),
        path=_service_path(event.service_id),
        service_id=event.service_id,
    )


async def _service_ended(session: AsyncSession, event: SubscriptionEnded) -> Content | None:
    """Tell that a service is gone for good; refunds and cancelled orders tell of themselves."""
    found = await SnapshotDAO(session).service(subscription_id=event.subscription_id)
    if found is None or event.reason not in _TOLD_ENDS:
        return None
    params = {"hostname": found.hostname, "cause": event.reason}
    return Content(params=params, path="/panel/services", service_id=found.id)


async def _order_refunded(session: AsyncSession, event: OrderRefunded) -> Content | None:
    found = await SnapshotDAO(session).invoice(event.invoice_id)
    if found is None:
        return None
    params = {
        "number": event.number,
        "hostname": found.hostname or "",
        "amount": found.total.model_dump(mode="json"),
    }
    path = _invoice_path(event.invoice_id)
    return Content(params=params, path=path, invoice_id=event.invoice_id)


async def _operation_failed(session: AsyncSession, event: OperationFailed) -> Content | None:
    """Tell of an operation that failed; one that creates is told of by its service."""
    found = await SnapshotDAO(session).service(service_id=event.service_id)
    if found is None or event.kind == _CREATE:
        return None
    params = {"hostname": found.hostname, "kind": event.kind, "code": event.code}
    return Content(params=params, path=_service_path(found.id), service_id=found.id)


async def _check(session: AsyncSession, event: CheckEvent) -> Content | None:
    found = await SnapshotDAO(session).service(service_id=event.service_id)
    if found is None:
        return None
    params = {"hostname": found.hostname, "reason": event.reason}
    return Content(params=params, path=_service_path(found.id), service_id=found.id)


async def _image_missing(session: AsyncSession, event: NodeImageMissing) -> Content | None:
    """Tell the staff who manage nodes, of one image on one node once in a while only."""
    params = {"node": event.name, "image": event.image, "reference": event.reference}
    since = clock.now() - _IMAGE_AGAIN
    if await MailDAO(session).was_written("image_missing", params, since):
        return None
    people = await users.staff_contacts(session, Permission.NODES_MANAGE)
    recipients = [Recipient.model_validate(one, from_attributes=True) for one in people]
    return Content(params=params, path=f"/admin/nodes/{event.node_id}", recipients=recipients)


def _by_the_hour(found: InvoiceSnapshot) -> bool:
    return found.renewal and found.hourly


def _money(amount: int, currency: str) -> dict[str, Any]:
    return MoneyRead(amount=amount, currency=currency).model_dump(mode="json")


def _invoice_path(invoice_id: UUID) -> str:
    return f"/panel/invoices/{invoice_id}"


def _service_path(service_id: UUID) -> str:
    return f"/panel/services/{service_id}"


def _schedule(found: InvoiceSnapshot | ServiceSnapshot | None) -> dict[str, str]:
    """Say when an unpaid service stops and when it is deleted; empty texts where it never does."""
    if found is None or found.paid_through is None:
        return {"suspend_at": "", "terminate_at": ""}
    return {
        "suspend_at": _after(found.paid_through, found.grace_hours),
        "terminate_at": _after(found.paid_through, found.terminate_hours),
    }


def _after(moment: datetime, hours: int | None) -> str:
    return (moment + timedelta(hours=hours or 0)).isoformat()


_VERIFY = proof(users.CodePurpose.VERIFY_EMAIL, is_wanted=is_unverified)
_PERSON_RULES = tuple(
    Rule(name=name, event=event, data=data, channels=_EMAIL, audience=Audience.PERSON, link=link)
    for name, event, data, link in (
        ("verification", UserRegistered, _unverified, _VERIFY),
        ("registration_repeated", RegistrationRepeated, _nothing, None),
        (
            "password_reset",
            PasswordResetRequested,
            _nothing,
            proof(users.CodePurpose.RESET_PASSWORD),
        ),
        ("password_changed", PasswordChanged, _moment, None),
        (
            "email_change",
            EmailChangeRequested,
            _email_change,
            proof(users.CodePurpose.CHANGE_EMAIL),
        ),
        ("email_change_notice", EmailChangeRequested, _email_change_notice, None),
        ("email_changed", EmailChanged, _email_changed, None),
        ("second_factor", SecondFactorChanged, _second_factor, None),
        ("new_place", SignedInFromNewPlace, _new_place, None),
        (
            "invitation",
            MemberInvited,
            _invitation,
            SecretLink(is_valid=accounts.invitation_counts),
        ),
        ("acted_as_customer", ImpersonationEnded, _impersonation, None),
        (
            "data_export",
            DataExportReady,
            _data_export,
            SecretLink(is_valid=privacy.export_counts),
        ),
    )
)
_ACCOUNT_RULES = tuple(
    Rule(name=name, event=event, data=data, channels=channels, tone=tone)
    for name, event, data, channels, tone in (
        ("invoice_issued", InvoiceIssued, _invoice, _BOTH, Tone.NEUTRAL),
        ("invoice_paid", InvoicePaid, _invoice, _BOTH, Tone.POSITIVE),
        ("invoice_overdue", InvoiceOverdue, _invoice, _BOTH, Tone.CRITICAL),
        ("balance_low", BalanceLow, _balance_low, _BOTH, Tone.WARNING),
        ("payment_failed", PaymentFailed, _payment_failed, _BOTH, Tone.CRITICAL),
        ("top_up", PaymentSucceeded, _top_up, _IN_APP, Tone.POSITIVE),
        ("service_active", ServiceActivated, _service, _BOTH, Tone.POSITIVE),
        ("service_failed", ServiceFailed, _service, _BOTH, Tone.CRITICAL),
        ("service_suspended", ServiceSuspended, _by_payment, _BOTH, Tone.WARNING),
        ("service_resumed", ServiceResumed, _by_payment, _BOTH, Tone.POSITIVE),
        ("service_ended", SubscriptionEnded, _service_ended, _BOTH, Tone.NEUTRAL),
        ("operation_failed", OperationFailed, _operation_failed, _IN_APP, Tone.CRITICAL),
        ("check_down", CheckDown, _check, _IN_APP, Tone.CRITICAL),
        ("check_up", CheckUp, _check, _IN_APP, Tone.POSITIVE),
    )
)
_STAFF_RULES = tuple(
    Rule(name=name, event=event, data=_service, channels=_BOTH, tone=tone)
    for name, event, tone in STAFF_ACTS
)
RULES = (
    *_PERSON_RULES,
    *_ACCOUNT_RULES,
    *_STAFF_RULES,
    Rule(
        name="verification_requested",
        texts="verification",
        event=VerificationRequested,
        data=_unverified,
        channels=_EMAIL,
        audience=Audience.PERSON,
        link=_VERIFY,
    ),
    Rule(name="image_missing", event=NodeImageMissing, data=_image_missing, channels=_EMAIL),
    Rule(name="mail_template_broken", event=MailTemplateBroken, data=broken.told, channels=_EMAIL),
    Rule(
        name="order_refunded",
        event=OrderRefunded,
        data=_order_refunded,
        channels=_BOTH,
        permission=Permission.BILLING_READ,
    ),
)
