"""Everybody's money, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.billing import service
from app.features.billing.permissions import BalanceAdjuster, InvoiceRefunder, LedgerReader
from app.features.billing.schemas import (
    AdjustRequest,
    AdminInvoiceDetailRead,
    AdminInvoiceQuery,
    AdminInvoiceRead,
    AdminPaymentQuery,
    AdminPaymentRead,
    BalanceRead,
    CreditNoteRead,
    InvoiceRefundRequest,
    LedgerEntryRead,
    LedgerQuery,
)
from app.web.dependencies import Reads, Session
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin", tags=["admin"])


@read(
    admin,
    "/invoices",
    answer=PageRead[AdminInvoiceRead],
    operation_id="admin_invoices_list",
    summary="Invoices of all customers",
)
async def list_invoices(
    reads: Reads, reader: LedgerReader, query: Annotated[AdminInvoiceQuery, Query()]
) -> bytes:
    """Newest first, over all accounts; totals include tax, in minor units."""
    return await service.page_all_invoices(reads, reader, query)


@read(
    admin,
    "/invoices/{invoice_id}",
    answer=AdminInvoiceDetailRead,
    operation_id="admin_invoices_read",
    summary="One invoice with its lines",
)
async def read_invoice(reads: Reads, reader: LedgerReader, invoice_id: UUID) -> bytes:
    """Lines in their order, with the period each one bills."""
    return await service.read_any_invoice(reads, reader, invoice_id)


@read(
    admin,
    "/payments",
    answer=PageRead[AdminPaymentRead],
    operation_id="admin_payments_list",
    summary="Payments of all customers",
)
async def list_payments(
    reads: Reads, _reader: LedgerReader, query: Annotated[AdminPaymentQuery, Query()]
) -> bytes:
    """Newest first, over all accounts, with the provider's own id of each."""
    return await service.page_all_payments(reads, query)


@read(
    admin,
    "/payments/{payment_id}",
    answer=AdminPaymentRead,
    operation_id="admin_payments_read",
    summary="One payment",
)
async def read_payment(reads: Reads, _reader: LedgerReader, payment_id: UUID) -> bytes:
    """The payment as we know it; the provider is not asked."""
    return await service.read_any_payment(reads, payment_id)


@read(
    admin,
    "/ledger",
    answer=PageRead[LedgerEntryRead],
    operation_id="admin_ledger_list",
    summary="Entries of the ledger with their postings",
)
async def list_ledger(
    reads: Reads, _reader: LedgerReader, query: Annotated[LedgerQuery, Query()]
) -> bytes:
    """Newest first; the postings of an entry sum to 0 per currency."""
    return await service.page_ledger(reads, query)


@admin.post(
    "/invoices/{invoice_id}/actions/refund",
    operation_id="admin_invoices_refund",
    summary="Give a paid invoice's money back",
    dependencies=[KEY_REQUIRED],
)
async def refund_invoice(
    invoice_id: UUID, body: InvoiceRefundRequest, session: Session, _refunder: InvoiceRefunder
) -> CreditNoteRead:
    """Issue a credit note over the whole invoice to the balance; the service goes on."""
    return await service.refund_by_staff(session, invoice_id, body)


@admin.post(
    "/accounts/{account_id}/actions/adjust-balance",
    operation_id="admin_accounts_adjust_balance",
    summary="Correct a customer's balance",
    dependencies=[KEY_REQUIRED],
)
async def adjust_balance(
    account_id: UUID, body: AdjustRequest, session: Session, _adjuster: BalanceAdjuster
) -> BalanceRead:
    """Write a correction with its reason into the ledger; returns the new balance."""
    return await service.adjust_balance(session, account_id, body)
