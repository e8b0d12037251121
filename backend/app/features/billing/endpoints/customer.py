"""The customer's invoices, payments, balance and subscriptions."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.dao.query import PageRead
from app.features.billing import service
from app.features.billing.permissions import BillingManager, BillingReader
from app.features.billing.schemas import (
    BalanceEntryQuery,
    BalanceEntryRead,
    BalanceRead,
    BillingSummaryRead,
    InvoiceDetailRead,
    InvoiceQuery,
    InvoiceRead,
    PayInvoiceResponse,
    PayInvoicesRequest,
    PayInvoicesResponse,
    PaymentIntent,
    PaymentMethodsRead,
    PaymentQuery,
    PaymentRead,
    PayRequest,
    SubscriptionQuery,
    SubscriptionRead,
    TopUpCreate,
)
from app.web.dependencies import Reads, Session, Work
from app.web.idempotency import Staged, Stages
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["billing"])


@read(
    router,
    "/invoices",
    answer=PageRead[InvoiceRead],
    operation_id="invoices_list",
    summary="List invoices",
)
async def list_invoices(
    reads: Reads, principal: BillingReader, query: Annotated[InvoiceQuery, Query()]
) -> bytes:
    """Newest first; totals include tax, in minor units."""
    return await service.page_invoices(reads, principal, query)


@read(
    router,
    "/invoices/{invoice_id}",
    answer=InvoiceDetailRead,
    operation_id="invoices_read",
    summary="One invoice with its lines",
)
async def read_invoice(reads: Reads, principal: BillingReader, invoice_id: UUID) -> bytes:
    """Lines in their order, with the period each one bills; 404 for another account's."""
    return await service.read_invoice(reads, principal, invoice_id)


@router.post(
    "/invoices/{invoice_id}/actions/pay",
    operation_id="invoices_pay",
    summary="Pay an invoice",
    response_model=PayInvoiceResponse,
)
async def pay_invoice(
    invoice_id: UUID, body: PayRequest, principal: BillingManager, staged: Staged, work: Work
) -> Response:
    """Pay from the balance, or start a payment: send the buyer to its `checkout_url`."""
    stages = Stages(
        intent=PaymentIntent,
        begin=partial(
            service.start_payment, principal=principal, invoice_id=invoice_id, method=body.method
        ),
        resume=partial(service.resume_invoice_payment, invoice_id=invoice_id),
        act=partial(service.create_at_provider, work),
        finish=partial(service.record_invoice_outcome, invoice_id=invoice_id),
    )
    return await staged.once(principal.account, stages, status=200)


@router.post(
    "/invoices/actions/pay",
    operation_id="invoices_bulk_pay",
    summary="Pay several invoices at once",
    response_model=PayInvoicesResponse,
)
async def pay_invoices(
    body: PayInvoicesRequest, principal: BillingManager, staged: Staged, work: Work
) -> Response:
    """All of them or none: from the balance, or by one payment of their sum at `checkout_url`."""
    stages = Stages(
        intent=PaymentIntent,
        begin=partial(service.start_payment_of_all, principal=principal, payload=body),
        resume=service.resume_payment_of_all,
        act=partial(service.create_at_provider, work),
        finish=service.record_outcome_of_all,
    )
    return await staged.once(principal.account, stages, status=200)


@router.get(
    "/payment-methods",
    operation_id="payments_methods_list",
    summary="Ways to pay",
)
async def list_payment_methods(session: Session, _principal: BillingReader) -> PaymentMethodsRead:
    """What an invoice can be paid by here, the quickest first."""
    return await service.payment_methods(session)


@read(
    router,
    "/payments",
    answer=PageRead[PaymentRead],
    operation_id="payments_list",
    summary="List payments",
)
async def list_payments(
    reads: Reads, principal: BillingReader, query: Annotated[PaymentQuery, Query()]
) -> bytes:
    """Newest first, attempts that failed among them with the provider's reason."""
    return await service.page_payments(reads, principal, query)


@read(
    router,
    "/payments/{payment_id}",
    answer=PaymentRead,
    operation_id="payments_read",
    summary="One payment",
)
async def read_payment(reads: Reads, principal: BillingReader, payment_id: UUID) -> bytes:
    """Return a payment, for instance the one that the buyer has just come back from."""
    return await service.read_payment(reads, principal, payment_id)


@router.post(
    "/balance/top-ups",
    operation_id="balance_top_up",
    summary="Add money to the balance",
    status_code=201,
    response_model=PaymentRead,
)
async def top_up(
    body: TopUpCreate, principal: BillingManager, staged: Staged, work: Work
) -> Response:
    """Start a payment into the balance: send the buyer to its `checkout_url`."""
    stages = Stages(
        intent=PaymentIntent,
        begin=partial(service.start_top_up, principal=principal, payload=body),
        resume=service.resume_payment,
        act=partial(service.create_at_provider, work),
        finish=service.record_outcome,
    )
    return await staged.once(principal.account, stages)


@read(router, "/balance", answer=BalanceRead, operation_id="balance_read", summary="The balance")
async def read_balance(reads: Reads, principal: BillingReader) -> bytes:
    """What the account can spend now, in minor units of its currency."""
    return await service.read_balance(reads, principal)


@read(
    router,
    "/balance/entries",
    answer=PageRead[BalanceEntryRead],
    operation_id="balance_entries_list",
    summary="What moved the balance",
)
async def list_balance_entries(
    reads: Reads, principal: BillingReader, query: Annotated[BalanceEntryQuery, Query()]
) -> bytes:
    """Newest first; positive amounts add to the balance, negative ones take from it."""
    return await service.page_balance_entries(reads, principal, query)


@read(
    router,
    "/billing/summary",
    answer=BillingSummaryRead,
    operation_id="billing_summary_read",
    summary="Open invoices and balance in numbers",
)
async def read_summary(reads: Reads, principal: BillingReader) -> bytes:
    """Count and total of unpaid invoices, beside the balance."""
    return await service.read_summary(reads, principal)


@read(
    router,
    "/subscriptions",
    answer=PageRead[SubscriptionRead],
    operation_id="subscriptions_list",
    summary="List subscriptions",
)
async def list_subscriptions(
    reads: Reads, principal: BillingReader, query: Annotated[SubscriptionQuery, Query()]
) -> bytes:
    """Newest first, with the price agreed and the time paid for."""
    return await service.page_subscriptions(reads, principal, query)
