"""Reads of the fast path, each narrowed to what the caller may see."""

from uuid import UUID

from app.auth.principal import Principal
from app.dao.query import ListQuery
from app.dao.scope import Scope
from app.dao.session import Reads
from app.features.billing.dao import reads as sources


async def page_invoices(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of the account's invoices."""
    return await sources.INVOICES.page(reads, query, principal.scope())


async def read_invoice(reads: Reads, principal: Principal, invoice_id: UUID) -> bytes:
    """Return one of the account's invoices with its lines; raises NotFoundError."""
    return await sources.INVOICE.one(reads, invoice_id, principal.scope())


async def page_payments(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of the account's payments."""
    return await sources.PAYMENTS.page(reads, query, principal.scope())


async def page_subscriptions(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of the account's subscriptions."""
    return await sources.SUBSCRIPTIONS.page(reads, query, principal.scope())


async def page_balance_entries(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Return a page of what moved the account's balance."""
    return await sources.BALANCE_ENTRIES.page(reads, query, principal.scope())


async def read_balance(reads: Reads, principal: Principal) -> bytes:
    """Return the account's balance."""
    return await sources.BALANCE.one(reads, principal.account, principal.scope())


async def read_summary(reads: Reads, principal: Principal) -> bytes:
    """Return the account's open invoices and balance in numbers."""
    return await sources.SUMMARY.one(reads, principal.account, principal.scope())


async def page_all_invoices(reads: Reads, query: ListQuery) -> bytes:
    """Return a page of everybody's invoices."""
    return await sources.ADMIN_INVOICES.page(reads, query, Scope.all())


async def read_any_invoice(reads: Reads, invoice_id: UUID) -> bytes:
    """Return anybody's invoice with its lines; raises NotFoundError."""
    return await sources.ADMIN_INVOICE.one(reads, invoice_id, Scope.all())


async def page_all_payments(reads: Reads, query: ListQuery) -> bytes:
    """Return a page of everybody's payments."""
    return await sources.ADMIN_PAYMENTS.page(reads, query, Scope.all())


async def page_ledger(reads: Reads, query: ListQuery) -> bytes:
    """Return a page of the ledger's entries with their postings."""
    return await sources.LEDGER.page(reads, query, Scope.all())
