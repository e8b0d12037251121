"""Reads of the fast path: JSON as PostgreSQL builds it, within the caller's scope.

Pages answer `Page[...]` of the read schema named by the endpoint; single reads raise NotFoundError.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.actions import granted
from app.dao.query import ListQuery
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.features.billing.dao import reads as sources
from app.features.billing.providers.registry import available
from app.features.billing.schemas import (
    INVOICE_REQUIRES,
    INVOICE_STAFF_REQUIRES,
    InvoiceAction,
    InvoiceRead,
    PaymentMethod,
    PaymentMethodRead,
    PaymentMethodsRead,
)


async def page_invoices(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Page of `InvoiceRead`; each names what the caller may do with it."""
    return await sources.invoices(_granted_actions(principal)).page(reads, query, principal.scope())


async def read_invoice(reads: Reads, principal: Principal, invoice_id: UUID) -> bytes:
    """`InvoiceDetailRead`; raises NotFoundError, for another account's too."""
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
    return granted(INVOICE_REQUIRES, principal.permissions)


def _granted_staff_actions(staff: Principal) -> frozenset[InvoiceAction]:
    return granted(INVOICE_STAFF_REQUIRES, staff.staff_permissions)


async def page_payments(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Page of `PaymentRead`."""
    return await sources.PAYMENTS.page(reads, query, principal.scope())


async def read_payment(reads: Reads, principal: Principal, payment_id: UUID) -> bytes:
    """`PaymentRead`; raises NotFoundError, for another account's too."""
    return await sources.PAYMENTS.get(reads, payment_id, principal.scope())


async def payment_methods(session: AsyncSession) -> PaymentMethodsRead:
    """Return the ways to pay: the balance, and every provider that customers are offered."""
    methods = [PaymentMethodRead(method=PaymentMethod.BALANCE, kind="balance")]
    methods += [
        PaymentMethodRead(method=PaymentMethod(name), kind="redirect")
        for name in await available(session)
    ]
    return PaymentMethodsRead(methods=methods)


async def page_subscriptions(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Page of `SubscriptionRead`."""
    return await sources.SUBSCRIPTIONS.page(reads, query, principal.scope())


async def page_balance_entries(reads: Reads, principal: Principal, query: ListQuery) -> bytes:
    """Page of `BalanceEntryRead`: signed minor units."""
    return await sources.BALANCE_ENTRIES.page(reads, query, principal.scope())


async def read_balance(reads: Reads, principal: Principal) -> bytes:
    """`BalanceRead`: the sum of the account's postings."""
    return await sources.BALANCE.get(reads, principal.account, principal.scope())


async def read_summary(reads: Reads, principal: Principal) -> bytes:
    """`BillingSummaryRead`: count and total of unpaid invoices, and the balance."""
    return await sources.SUMMARY.get(reads, principal.account, principal.scope())


async def page_all_invoices(reads: Reads, staff: Principal, query: ListQuery) -> bytes:
    """Page of `AdminInvoiceRead`, over all accounts."""
    source = sources.admin_invoices(_granted_staff_actions(staff))
    return await source.page(reads, query, Scope.all())


async def read_any_invoice(reads: Reads, staff: Principal, invoice_id: UUID) -> bytes:
    """`AdminInvoiceDetailRead`; raises NotFoundError."""
    source = sources.admin_invoice(_granted_staff_actions(staff))
    return await source.get(reads, invoice_id, Scope.all())


async def page_all_payments(reads: Reads, query: ListQuery) -> bytes:
    """Page of `AdminPaymentRead`, over all accounts."""
    return await sources.ADMIN_PAYMENTS.page(reads, query, Scope.all())


async def read_any_payment(reads: Reads, payment_id: UUID) -> bytes:
    """`AdminPaymentRead`; raises NotFoundError."""
    return await sources.ADMIN_PAYMENTS.get(reads, payment_id, Scope.all())


async def page_ledger(reads: Reads, query: ListQuery) -> bytes:
    """Page of `LedgerEntryRead`, postings included."""
    return await sources.LEDGER.page(reads, query, Scope.all())
