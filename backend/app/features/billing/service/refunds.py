"""Giving money back: a credit note to the balance."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.locale import LocalizedMessage
from app.dao.scope import Scope
from app.events.audit import AuditEntry, Target, record
from app.events.billing import CreditNoteIssued
from app.events.outbox import publish
from app.features.billing.audit import AuditAction
from app.features.billing.dao.documents import CreditNoteDAO, InvoiceDAO, document_number
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.dao.subscriptions import SubscriptionDAO
from app.features.billing.errors import InvoiceNotRefundableError
from app.features.billing.models import (
    CreditNote,
    EntryKind,
    Invoice,
    InvoiceStatus,
    LedgerKind,
    SubscriptionStatus,
)
from app.features.billing.schemas import CreditNoteRead, InvoiceRefundRequest
from app.features.billing.service.settlement import lock_with_balance


async def refund_invoice(
    session: AsyncSession, invoice_id: UUID, reason: str, words: str = ""
) -> CreditNoteRead:
    """Give the whole of a paid invoice back to the balance; a second time changes nothing.

    `reason` is a code, `words` those of whoever decided it; both stay on the credit note, the
    ledger entry and the event. Raises NotFoundError, InvoiceNotRefundableError.
    """
    invoice, _ = await lock_with_balance(session, Scope.all(), invoice_id)
    notes = CreditNoteDAO(session)
    note = await notes.latest_of_invoice(invoice_id)
    if note is None:
        if invoice.status is not InvoiceStatus.PAID:
            raise InvoiceNotRefundableError
        note = await _credit(session, invoice, reason, words)
    return CreditNoteRead.model_validate(note, from_attributes=True)


async def refund_by_staff(
    session: AsyncSession, invoice_id: UUID, request: InvoiceRefundRequest
) -> CreditNoteRead:
    """Give a paid invoice back, with the reason the customer reads; the service goes on.

    Raises NotFoundError; InvoiceNotRefundableError too while the service has yet to be delivered:
    then the order is refunded, which also ends what is being made.
    """
    invoice, _ = await lock_with_balance(session, Scope.all(), invoice_id)
    subscription = invoice.subscription_id and await SubscriptionDAO(session).get(
        invoice.subscription_id
    )
    if subscription and subscription.status is SubscriptionStatus.PENDING:
        raise InvoiceNotRefundableError
    return await refund_invoice(session, invoice_id, "refunded_by_staff", request.reason)


async def _credit(session: AsyncSession, invoice: Invoice, reason: str, words: str) -> CreditNote:
    notes = CreditNoteDAO(session)
    series, sequence = await notes.next_number()
    note = CreditNote(
        id=new_id(),
        account_id=invoice.account_id,
        invoice_id=invoice.id,
        number=document_number(series, sequence),
        series=series,
        sequence=sequence,
        currency=invoice.currency,
        subtotal=invoice.subtotal,
        tax=invoice.tax,
        total=invoice.total,
        reason=reason,
        note=words,
    )
    await notes.add(note)
    await LedgerDAO(session).post([_entry(note)])
    changes = {"status": InvoiceStatus.REFUNDED, "credited": invoice.total}
    await InvoiceDAO(session).patch(invoice.id, changes)
    event = CreditNoteIssued(
        credit_note_id=note.id,
        invoice_id=invoice.id,
        number=note.number,
        amount=note.total,
        currency=note.currency,
        order_id=invoice.order_id,
        reason=note.reason,
        note=note.note,
    )
    await publish(session, event, account_id=invoice.account_id)
    changes = {
        "number": invoice.number,
        "amount": note.total,
        "currency": note.currency,
        "credit_note": note.number,
    }
    target = Target("invoice", invoice.id)
    entry = AuditEntry(
        AuditAction.INVOICE_REFUNDED, invoice.account_id, target, changes, words or reason
    )
    await record(session, entry)
    return note


def _entry(note: CreditNote) -> Entry:
    told = {"number": note.number} | ({"reason": note.note} if note.note else {})
    return Entry(
        kind=EntryKind.CREDIT_NOTE,
        reason=LocalizedMessage(code=f"refund.{note.reason}", params=told),
        reference=f"credit_note:{note.id}",
        currency=note.currency,
        legs=(
            Leg(LedgerKind.CUSTOMER_BALANCE, note.total, note.account_id),
            Leg(LedgerKind.REVENUE, -note.subtotal),
            Leg(LedgerKind.TAX, -note.tax),
        ),
        account_id=note.account_id,
        invoice_id=note.invoice_id,
        details={"number": note.number},
    )
