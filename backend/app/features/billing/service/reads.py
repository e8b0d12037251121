"""Reads of the fast path, each narrowed to what the caller may see."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.query import ListQuery
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.features.billing.dao import reads as sources
from app.features.billing.schemas import INVOICE_REQUIRES, InvoiceAction, InvoiceRead


async def page_invoices(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of the account's invoices."""
    return await sources.invoices(_granted_actions(principal)).page(reads, query, principal.scope())


async def read_invoice(reads: Reads, principal: Principal, invoice_id: UUID) -> bytes:
    """Return one of the account's invoices with its lines; raises NotFoundError."""
    return await sources.invoice(_granted_actions(principal)).get(
        reads, invoice_id, principal.scope()
    )


async def read_invoice_in_transaction(
    session: AsyncSession, invoice_id: UUID, may: frozenset[InvoiceAction]
) -> InvoiceRead:
    """Return any invoice as the unit of work has left it; raises NotFoundError."""
    await session.flush()
    source = sources.invoices(may)
    found = await source.get(TransactionReads(session), invoice_id, Scope.all())
    return InvoiceRead.model_validate_json(found)


def _granted_actions(principal: Principal) -> frozenset[InvoiceAction]:
    held = principal.permissions
    return frozenset(action for action, needed in INVOICE_REQUIRES.items() if needed in held)


async def page_payments(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of the account's payments."""
    return await sources.PAYMENTS.page(reads, query, principal.scope())


async def read_payment(reads: Reads, principal: Principal, payment_id: UUID) -> bytes:
    """Return one of the account's payments; raises NotFoundError."""
    return await sources.PAYMENTS.get(reads, payment_id, principal.scope())


async def page_subscriptions(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of the account's subscriptions."""
    return await sources.SUBSCRIPTIONS.page(reads, query, principal.scope())


async def page_balance_entries(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of what moved the account's balance."""
    return await sources.BALANCE_ENTRIES.page(reads, query, principal.scope())


async def read_balance(reads: Reads, principal: Principal) -> bytes:
    """Return the account's balance."""
    return await sources.BALANCE.get(reads, principal.account, principal.scope())


async def read_summary(reads: Reads, principal: Principal) -> bytes:
    """Return the account's open invoices and balance in numbers."""
    return await sources.SUMMARY.get(reads, principal.account, principal.scope())


async def page_all_invoices(reads: Reads, query: ListQuery) -> bytes:
    """Return a page of everybody's invoices."""
    return await sources.ADMIN_INVOICES.page(reads, query, Scope.all())


async def read_any_invoice(reads: Reads, invoice_id: UUID) -> bytes:
    """Return anybody's invoice with its lines; raises NotFoundError."""
    return await sources.ADMIN_INVOICE.get(reads, invoice_id, Scope.all())


async def page_all_payments(reads: Reads, query: ListQuery) -> bytes:
    """Return a page of everybody's payments."""
    return await sources.ADMIN_PAYMENTS.page(reads, query, Scope.all())


async def read_any_payment(reads: Reads, payment_id: UUID) -> bytes:
    """Return anybody's payment; raises NotFoundError."""
    return await sources.ADMIN_PAYMENTS.get(reads, payment_id, Scope.all())


async def page_ledger(reads: Reads, query: ListQuery) -> bytes:
    """Return a page of the ledger's entries with their postings."""
    return await sources.LEDGER.page(reads, query, Scope.all())
