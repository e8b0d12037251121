"""Which events people are told of. Each handler bears being run twice."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.accounts import ImpersonationEnded, MemberInvited
from app.events.billing import (
    BalanceLow,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    PaymentFailed,
    PaymentSucceeded,
    SubscriptionEnded,
)
from app.events.bus import on
from app.events.deployments import (
    OperationFailed,
    ServiceActivated,
    ServiceFailed,
    ServiceResumed,
    ServiceSuspended,
)
from app.events.jobs import JobDead
from app.events.monitoring import CheckDown, CheckUp
from app.events.orders import OrderRefunded
from app.events.privacy import DataExportReady, PersonErased
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
from app.features.notifications import service
from app.features.notifications.schemas import Template


@on(UserRegistered)
async def ask_to_verify(session: AsyncSession, event: UserRegistered) -> None:
    """Write how to prove the address."""
    await service.tell_person(session, event.user_id, Template.VERIFICATION)


@on(VerificationRequested)
async def ask_to_verify_again(session: AsyncSession, event: VerificationRequested) -> None:
    """Write once more how to prove the address."""
    await service.tell_person(session, event.user_id, Template.VERIFICATION)


@on(RegistrationRepeated)
async def tell_of_registration(session: AsyncSession, event: RegistrationRepeated) -> None:
    """Write that the address is registered already."""
    await service.tell_person(session, event.user_id, Template.REGISTRATION_REPEATED)


@on(MemberInvited)
async def send_invitation(session: AsyncSession, event: MemberInvited) -> None:
    """Send the link of an invitation."""
    await service.tell_invited(session, event.invitation_id)


@on(ImpersonationEnded)
async def tell_of_impersonation(session: AsyncSession, event: ImpersonationEnded) -> None:
    """Write to the owner that staff acted as one of the members."""
    await service.tell_impersonated(session, event.impersonation_id)


@on(PasswordResetRequested)
async def send_password_reset(session: AsyncSession, event: PasswordResetRequested) -> None:
    """Send the link that lets the person choose another password."""
    await service.tell_person(session, event.user_id, Template.PASSWORD_RESET)


@on(PasswordChanged)
async def tell_password_changed(session: AsyncSession, event: PasswordChanged) -> None:
    """Say that the password is another one now."""
    await service.tell_security(session, event.user_id, Template.PASSWORD_CHANGED)


@on(EmailChangeRequested)
async def ask_to_prove_email(session: AsyncSession, event: EmailChangeRequested) -> None:
    """Write to the new address how to prove it, and to the present one what was asked."""
    await service.tell_email_change(session, event.user_id)


@on(EmailChanged)
async def tell_email_changed(session: AsyncSession, event: EmailChanged) -> None:
    """Say at the previous address that it is not the person's any more."""
    await service.tell_email_changed(session, event)


@on(SecondFactorChanged)
async def tell_second_factor(session: AsyncSession, event: SecondFactorChanged) -> None:
    """Say that a way of proving who one is came, went or was spent."""
    params = {"change": event.change, "passkey": event.name}
    await service.tell_security(session, event.user_id, Template.SECOND_FACTOR, **params)


@on(SignedInFromNewPlace)
async def tell_new_place(session: AsyncSession, event: SignedInFromNewPlace) -> None:
    """Say that somebody signed in from where the person never was."""
    params = {"ip": event.ip, "place": event.place or "", "device": event.device}
    await service.tell_security(session, event.user_id, Template.NEW_PLACE, **params)


@on(DataExportReady)
async def send_export(session: AsyncSession, event: DataExportReady) -> None:
    """Send the link of a copy of somebody's data."""
    await service.tell_export(session, event.export_id)


@on(PersonErased)
async def forget_person(session: AsyncSession, event: PersonErased) -> None:
    """Forget whom somebody's letters went to, and write a last one."""
    await service.tell_erased(session, event.erasure_id)


@on(InvoiceIssued)
async def tell_invoice_issued(session: AsyncSession, event: InvoiceIssued) -> None:
    """Send the invoice."""
    await service.tell_invoice(session, event, Template.INVOICE_ISSUED)


@on(InvoicePaid)
async def tell_invoice_paid(session: AsyncSession, event: InvoicePaid) -> None:
    """Send the receipt."""
    await service.tell_invoice(session, event, Template.INVOICE_PAID)


@on(InvoiceOverdue)
async def tell_invoice_overdue(session: AsyncSession, event: InvoiceOverdue) -> None:
    """Remind, and say what happens when."""
    await service.tell_invoice(session, event, Template.INVOICE_OVERDUE)


@on(BalanceLow)
async def tell_balance_low(session: AsyncSession, event: BalanceLow) -> None:
    """Warn before an invoice cannot be taken."""
    await service.tell_low_balance(session, event)


@on(PaymentFailed)
async def tell_payment_failed(session: AsyncSession, event: PaymentFailed) -> None:
    """Say that the money did not arrive."""
    await service.tell_payment(session, event)


@on(PaymentSucceeded)
async def tell_payment_succeeded(session: AsyncSession, event: PaymentSucceeded) -> None:
    """Ring for a top-up; the payment of an invoice has its receipt."""
    await service.tell_payment(session, event)


@on(SubscriptionEnded)
async def tell_service_ended(session: AsyncSession, event: SubscriptionEnded) -> None:
    """Say that the service is gone, and why."""
    await service.tell_service_end(session, event.subscription_id, event.reason)


@on(ServiceActivated)
async def tell_service_active(session: AsyncSession, event: ServiceActivated) -> None:
    """Say where the service answers."""
    await service.tell_service(session, event, Template.SERVICE_ACTIVE, address=event.address)


@on(ServiceFailed)
async def tell_service_failed(session: AsyncSession, event: ServiceFailed) -> None:
    """Say why there is no service, and what can be done."""
    await service.tell_service(session, event, Template.SERVICE_FAILED, code=event.code)


@on(ServiceSuspended)
async def tell_service_suspended(session: AsyncSession, event: ServiceSuspended) -> None:
    """Say that the service was stopped, and how long its data is kept."""
    await service.tell_service(session, event, Template.SERVICE_SUSPENDED)


@on(ServiceResumed)
async def tell_service_resumed(session: AsyncSession, event: ServiceResumed) -> None:
    """Say that the service is back."""
    await service.tell_service(session, event, Template.SERVICE_RESUMED)


@on(OrderRefunded)
async def tell_order_refunded(session: AsyncSession, event: OrderRefunded) -> None:
    """Say that the money is back on the balance."""
    await service.tell_refund(session, event)


@on(OperationFailed)
async def ring_operation_failed(session: AsyncSession, event: OperationFailed) -> None:
    """Ring for a start, stop or restart that failed."""
    await service.ring_operation(session, event)


@on(CheckDown)
async def ring_check_down(session: AsyncSession, event: CheckDown) -> None:
    """Ring for a service that stopped answering."""
    await service.ring_check(session, event)


@on(CheckUp)
async def ring_check_up(session: AsyncSession, event: CheckUp) -> None:
    """Ring for a service that answers again."""
    await service.ring_check(session, event)


@on(JobDead)
async def note_dead_letter(session: AsyncSession, event: JobDead) -> None:
    """Write at a letter that its job gave up."""
    await service.give_up(session, event.job_id, event.task, event.error)
