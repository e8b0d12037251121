"""Payments at providers: asked for, then settled by what the provider itself says.

A request that starts a payment takes two units of work around the call to the provider, because
its answer carries the checkout address and no lock may be held while the outside is asked:

1. `start_…` writes the payment as `created`, with the Idempotency-Key, and commits: from here on
   reconciliation knows of it, whatever happens to this process.
2. `create_at_provider` makes it at the provider, under the payment's own id as idempotency key.
3. `record_outcome` writes down what came of it, and the answer that repeats of the request get.

A repeat that finds no answer (`resume_…`), or another request for the same invoice, asks again
under the same id and inherits the uncertainty of the calls before it: `unresolved_calls` goes up
before each call and down only by a certain "not made". While it is not zero the payment is
`unknown`, never failed, until the provider itself has been asked (`reconciliation`).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError
from app.core.locale import LocalizedMessage
from app.core.metrics import Counter
from app.core.settings import get_settings
from app.dao.session import UnitsOfWork, after_commit
from app.events import audit
from app.events.audit import AuditEntry, Target
from app.events.billing import PaymentFailed, PaymentSucceeded
from app.events.outbox import publish
from app.features.accounts import service as accounts
from app.features.billing.audit import AuditAction
from app.features.billing.dao.documents import InvoiceDAO, invoice_summary
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.dao.payments import OPEN_STATUSES, PaymentDAO
from app.features.billing.errors import (
    InvoiceNotPayableError,
    PaymentMismatchError,
    ProviderUnknownError,
)
from app.features.billing.models import (
    EntryKind,
    Invoice,
    InvoiceStatus,
    LedgerKind,
    Payment,
    PaymentStatus,
)
from app.features.billing.providers.base import (
    GatewayError,
    PaymentOrder,
    PaymentRejectedError,
    ProviderErrorCode,
    RemotePayment,
    RemoteStatus,
)
from app.features.billing.providers.registry import gateway, require_offered
from app.features.billing.schemas import (
    InvoiceAction,
    PayInvoiceResponse,
    PaymentIntent,
    PaymentMethod,
    PaymentRead,
    TopUpCreate,
)
from app.features.billing.service.events import payment_event
from app.features.billing.service.reads import read_invoice_in_transaction
from app.features.billing.service.settlement import (
    collect,
    pay_from_balance,
    settle,
    settle_open,
)
from app.features.brand import service as brand

Outcome = RemotePayment | GatewayError
_PAY_GRANTED = frozenset({InvoiceAction.PAY})
PAYMENTS = Counter(
    "hostwright_payments_total", "Payments by what became of them.", "provider", "outcome"
)
_NOT_PAID = (PaymentStatus.FAILED, PaymentStatus.CANCELLED)


async def start_payment(
    session: AsyncSession, principal: Principal, invoice_id: UUID, method: PaymentMethod
) -> PayInvoiceResponse | PaymentIntent:
    """Pay an invoice from the balance at once, or write down a payment of its total.

    A payment already under way for it is taken up again. Raises NotFoundError,
    InvoiceNotPayableError, InsufficientBalanceError, ProviderUnknownError.
    """
    scope = principal.scope()
    if method is PaymentMethod.BALANCE:
        paid = await pay_from_balance(session, scope, invoice_id)
        changes = {
            "number": paid.number,
            "amount": paid.total,
            "currency": paid.currency,
            "method": method,
        }
        target = Target("invoice", paid.id)
        await audit.record(
            session, AuditEntry(AuditAction.INVOICE_PAID, paid.account_id, target, changes)
        )
        return PayInvoiceResponse(
            invoice=await read_invoice_in_transaction(session, paid.id, _PAY_GRANTED), payment=None
        )
    await require_offered(session, method)
    invoice = await InvoiceDAO(session, scope).get(invoice_id)
    if invoice.status is not InvoiceStatus.ISSUED:
        raise InvoiceNotPayableError
    payment = await PaymentDAO(session).open_or_begin_call(
        Payment(
            account_id=invoice.account_id,
            invoice_id=invoice.id,
            provider=method,
            amount=invoice.total,
            currency=invoice.currency,
        )
    )
    description = f"{await brand.name(session)} {invoice.number}"
    return await intend(session, payment, description, _return_path(invoice))


async def intend(
    session: AsyncSession, payment: Payment, description: str, return_path: str
) -> PaymentIntent:
    """Audit a payment for invoices that is written down, and say what to ask its provider for."""
    await _audit_start(session, AuditAction.PAYMENT_BEGUN, payment)
    return _payment_intent(payment, description, return_path)


def _return_path(invoice: Invoice) -> str:
    """Return the page that a buyer comes back to: the order's, which tells of the service."""
    if invoice.order_id is not None:
        return f"/panel/order/{invoice.order_id}"
    return f"/panel/invoices/{invoice.id}"


async def start_top_up(
    session: AsyncSession, principal: Principal, payload: TopUpCreate
) -> PaymentIntent:
    """Write down a payment into the balance; raises ProviderUnknownError."""
    await require_offered(session, payload.provider)
    account = await accounts.account_snapshot(session, principal.account)
    payment = await PaymentDAO(session).add(
        Payment(
            account_id=account.id,
            provider=payload.provider,
            amount=payload.amount,
            currency=account.currency,
        )
    )
    await _audit_start(session, AuditAction.TOP_UP_BEGUN, payment)
    return _payment_intent(payment, await brand.name(session), "/panel/billing")


async def resume_payment(session: AsyncSession, intent: PaymentIntent) -> PaymentRead | None:
    """Prepare to ask the provider again for a payment whose first request got no answer.

    None where the call is to be made; the payment itself where it has ended meanwhile.
    """
    payments = PaymentDAO(session)
    payment = await payments.lock(intent.payment_id)
    if payment.status not in OPEN_STATUSES:
        return PaymentRead.of(payment)
    await payments.begin_call(payment)
    return None


async def resume_invoice_payment(
    session: AsyncSession, intent: PaymentIntent, invoice_id: UUID
) -> PayInvoiceResponse | None:
    """As `resume_payment`, with the invoice the payment is for."""
    ended = await resume_payment(session, intent)
    return None if ended is None else await _with_invoice(session, invoice_id, ended)


def _count(session: AsyncSession, payment: Payment, outcome: str) -> None:
    """Count what became of a payment, once that is certain."""
    after_commit(session, partial(PAYMENTS.add, payment.provider, outcome))


async def _audit_start(session: AsyncSession, action: AuditAction, payment: Payment) -> None:
    _count(session, payment, "created")
    changes: dict[str, Any] = {
        "amount": payment.amount,
        "currency": payment.currency,
        "provider": payment.provider,
        "invoice_id": str(payment.invoice_id) if payment.invoice_id else None,
    }
    if payment.invoice_ids:
        changes["invoice_ids"] = [str(one) for one in payment.invoice_ids]
    await audit.record(
        session, AuditEntry(action, payment.account_id, Target("payment", payment.id), changes)
    )


def _payment_intent(payment: Payment, description: str, return_path: str) -> PaymentIntent:
    return PaymentIntent(
        payment_id=payment.id,
        provider=payment.provider,
        amount=payment.amount,
        currency=payment.currency,
        description=description,
        return_path=return_path,
    )


async def create_at_provider(work: UnitsOfWork, intent: PaymentIntent) -> Outcome:
    """Make the payment at its provider and return what came of it; never raises GatewayError."""
    try:
        async with work.unit_of_work() as session:
            provider = await gateway(session, intent.provider)
    except ProviderUnknownError:
        logger.warning("payment {}: {} is not set up any more", intent.payment_id, intent.provider)
        return PaymentRejectedError(ProviderErrorCode.UNREACHABLE)
    here = get_settings()
    order = PaymentOrder(
        payment_id=intent.payment_id,
        amount=intent.amount,
        currency=intent.currency,
        description=intent.description,
        return_url=f"{here.public_url}{intent.return_path}?from={intent.payment_id}",
        webhook_url=f"{here.api_url}/api/v1/webhooks/{intent.provider}",
    )
    try:
        return await provider.create(order)
    except GatewayError as error:
        logger.warning("payment {}: {}", intent.payment_id, error.code)
        return error


async def record_outcome(
    session: AsyncSession, intent: PaymentIntent, outcome: Outcome
) -> PaymentRead:
    """Write down what came of asking the provider, and return the payment as it is now."""
    payments = PaymentDAO(session)
    payment = await payments.lock(intent.payment_id)
    if isinstance(outcome, RemotePayment):
        await _apply(session, payment, outcome)
    elif isinstance(outcome, PaymentRejectedError):
        await _record_rejection(session, payment, outcome.code)
    elif payment.status is PaymentStatus.CREATED:
        await payments.patch(payment.id, {"status": PaymentStatus.UNKNOWN})
        _count(session, payment, "unknown")
    return PaymentRead.of(payment)


async def _record_rejection(session: AsyncSession, payment: Payment, code: str) -> None:
    """One call certainly made nothing: the payment has failed only where it was the last open."""
    if payment.status not in (PaymentStatus.CREATED, PaymentStatus.UNKNOWN):
        return
    # With a second call the payment became unknown: what is left here stays as it is.
    left = payment.unresolved_calls - 1
    await PaymentDAO(session).patch(payment.id, {"unresolved_calls": left})
    if not left:
        await _fail(session, payment, PaymentStatus.FAILED, code)


async def record_invoice_outcome(
    session: AsyncSession, intent: PaymentIntent, outcome: Outcome, invoice_id: UUID
) -> PayInvoiceResponse:
    """As `record`, with the invoice the payment is for."""
    payment = await record_outcome(session, intent, outcome)
    return await _with_invoice(session, invoice_id, payment)


async def _with_invoice(
    session: AsyncSession, invoice_id: UUID, payment: PaymentRead
) -> PayInvoiceResponse:
    return PayInvoiceResponse(
        invoice=await read_invoice_in_transaction(session, invoice_id, _PAY_GRANTED),
        payment=payment,
    )


async def apply_remote_payment(session: AsyncSession, provider: str, remote: RemotePayment) -> None:
    """Make our payment what its provider says it is; a payment that is not ours is left alone.

    Safe to repeat: an ended payment stays as it ended. Raises PaymentMismatchError, also where
    the provider captured money for a payment that has ended without it here.
    """
    try:
        payment = await PaymentDAO(session).lock(UUID(remote.payment_id))
    except (ValueError, NotFoundError):
        logger.warning("{} reports payment {}, which is not ours", provider, remote.reference)
        return
    if payment.provider != provider:
        raise PaymentMismatchError(payment_id=payment.id)
    await _apply(session, payment, remote)


async def _apply(session: AsyncSession, payment: Payment, remote: RemotePayment) -> None:
    if payment.status not in OPEN_STATUSES:
        if payment.status in _NOT_PAID and remote.status is RemoteStatus.SUCCEEDED:
            raise PaymentMismatchError(payment_id=payment.id)
        return
    known = (str(payment.id), payment.amount, payment.currency)
    same = payment.provider_reference in (None, remote.reference)
    if not same or known != (remote.payment_id, remote.amount, remote.currency):
        raise PaymentMismatchError(payment_id=payment.id)
    found = {"provider_reference": remote.reference, "checkout_url": remote.checkout_url}
    await PaymentDAO(session).patch(payment.id, found | {"status": PaymentStatus.PENDING})
    if remote.status is RemoteStatus.SUCCEEDED:
        if remote.captured != payment.amount:
            raise PaymentMismatchError(payment_id=payment.id)
        await _succeed(session, payment)
    elif remote.status is not RemoteStatus.PENDING:
        await _fail(session, payment, PaymentStatus(remote.status), remote.failure or remote.status)


async def _fail(
    session: AsyncSession, payment: Payment, status: PaymentStatus, reason: str
) -> None:
    _count(session, payment, status.value)
    changes = {"status": status, "failure": reason, "finished_at": clock.now()}
    await PaymentDAO(session).patch(payment.id, changes)
    event = payment_event(PaymentFailed, payment, failure=reason)
    await publish(session, event, account_id=payment.account_id)


async def _succeed(session: AsyncSession, payment: Payment) -> None:
    """Put the money into the balance, then pay from there what it is for and what is due."""
    _count(session, payment, "succeeded")
    changes = {"status": PaymentStatus.SUCCEEDED, "finished_at": clock.now()}
    await PaymentDAO(session).patch(payment.id, changes)
    ledger = LedgerDAO(session)
    balances = await ledger.lock_balances([payment.account_id], payment.currency)
    await ledger.post([_entry(payment)])
    event = payment_event(PaymentSucceeded, payment)
    await publish(session, event, account_id=payment.account_id)
    await _pay_invoice(session, payment, balances[payment.account_id].amount + payment.amount)
    await collect(session, [payment.account_id])


async def _pay_invoice(session: AsyncSession, payment: Payment, amount: int) -> None:
    if payment.invoice_ids:
        await settle_open(session, payment.invoice_ids)
    if payment.invoice_id is None:
        return
    invoice = await InvoiceDAO(session).lock(payment.invoice_id)
    if invoice.status is InvoiceStatus.ISSUED and invoice.total <= amount:
        await settle(session, [invoice_summary(invoice)])


def _entry(payment: Payment) -> Entry:
    legs: Sequence[Leg] = (
        Leg(LedgerKind.PROVIDER_CLEARING, -payment.amount, code=payment.provider),
        Leg(LedgerKind.CUSTOMER_BALANCE, payment.amount, payment.account_id),
    )
    return Entry(
        kind=EntryKind.PAYMENT,
        reason=LocalizedMessage(code="payment.captured", params={"provider": payment.provider}),
        reference=f"payment:{payment.id}",
        currency=payment.currency,
        legs=legs,
        account_id=payment.account_id,
        invoice_id=payment.invoice_id,
        payment_id=payment.id,
        details={"provider": payment.provider},
    )


async def fail_unmade(
    session: AsyncSession, payment_id: UUID, last_call_at: datetime, reason: str
) -> None:
    """End an open payment that its provider has no record of, unless it was asked again since."""
    payment = await PaymentDAO(session).lock(payment_id)
    if payment.status in OPEN_STATUSES and payment.last_call_at == last_call_at:
        await _fail(session, payment, PaymentStatus.FAILED, reason)
