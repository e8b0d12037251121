"""Several invoices of one account in one payment: all of them, or none.

The stages are those of a single invoice (see `payments`). From the balance it is one transaction.
At a provider it is one payment of their sum; once it is captured they are paid in the transaction
that books it, so that no part can fail. What was paid elsewhere meanwhile stays on the balance.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.events import audit
from app.events.audit import AuditEntry, Target
from app.features.billing.audit import AuditAction
from app.features.billing.dao.documents import InvoiceDAO
from app.features.billing.dao.payments import PaymentDAO
from app.features.billing.errors import InvoiceNotPayableError
from app.features.billing.models import InvoiceStatus, Payment
from app.features.billing.providers.registry import require_offered
from app.features.billing.schemas import (
    PayInvoicesRequest,
    PayInvoicesResponse,
    PaymentIntent,
    PaymentMethod,
)
from app.features.billing.service.payments import (
    Outcome,
    intend,
    record_outcome,
    resume_payment,
)
from app.features.billing.service.settlement import pay_all_from_balance
from app.features.brand import service as brand


async def start_payment_of_all(
    session: AsyncSession, principal: Principal, payload: PayInvoicesRequest
) -> PayInvoicesResponse | PaymentIntent:
    """Pay invoices from the balance at once, or write down one payment of their sum.

    A payment already under way for the same ones is taken up again. Raises NotFoundError,
    InvoiceNotPayableError, InsufficientBalanceError, ProviderUnknownError.
    """
    ids = sorted(payload.invoice_ids)
    if payload.method is PaymentMethod.BALANCE:
        return await _pay_from_balance(session, principal, ids)
    await require_offered(session, payload.method)
    invoices = await InvoiceDAO(session, principal.scope()).all_of(ids)
    if any(invoice.status is not InvoiceStatus.ISSUED for invoice in invoices):
        raise InvoiceNotPayableError
    payment = await PaymentDAO(session).open_or_begin_call(
        Payment(
            account_id=invoices[0].account_id,
            invoice_ids=ids,
            provider=payload.method,
            amount=sum(invoice.total for invoice in invoices),
            currency=invoices[0].currency,
        )
    )
    numbers = ", ".join(str(invoice.number) for invoice in invoices)
    description = f"{await brand.name(session)} {numbers}"[:200]
    return await intend(session, payment, description, "/panel/billing")


async def _pay_from_balance(
    session: AsyncSession, principal: Principal, ids: list[UUID]
) -> PayInvoicesResponse:
    for paid in await pay_all_from_balance(session, principal.scope(), ids):
        changes = {
            "number": paid.number,
            "amount": paid.total,
            "currency": paid.currency,
            "method": "balance",
        }
        entry = AuditEntry(
            AuditAction.INVOICE_PAID, paid.account_id, Target("invoice", paid.id), changes
        )
        await audit.record(session, entry)
    return PayInvoicesResponse(paid_ids=ids, payment=None)


async def resume_payment_of_all(
    session: AsyncSession, intent: PaymentIntent
) -> PayInvoicesResponse | None:
    """As `resume_payment`."""
    ended = await resume_payment(session, intent)
    return None if ended is None else PayInvoicesResponse(paid_ids=[], payment=ended)


async def record_outcome_of_all(
    session: AsyncSession, intent: PaymentIntent, outcome: Outcome
) -> PayInvoicesResponse:
    """As `record_outcome`."""
    payment = await record_outcome(session, intent, outcome)
    return PayInvoicesResponse(paid_ids=[], payment=payment)
