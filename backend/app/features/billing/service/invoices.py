"""Asking for money: the invoice of an order, and withdrawing or reading an invoice."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.money import included_tax
from app.core.settings import get_settings
from app.dao.scope import Scope
from app.events.billing import InvoiceIssued, InvoiceVoided
from app.events.outbox import publish
from app.features.accounts import service as accounts
from app.features.billing.dao.documents import InvoiceDAO, invoice_summary
from app.features.billing.dao.subscriptions import SubscriptionDAO
from app.features.billing.errors import CurrencyDiffersError, InvoiceNotPayableError
from app.features.billing.models import Invoice, InvoiceLine, InvoiceStatus, Subscription
from app.features.billing.schemas import InvoiceState, OrderInvoice
from app.features.billing.service.events import invoice_event
from app.features.billing.service.settlement import lock_with_balance
from app.features.catalog.schemas import Offer

ORDER_DUE = timedelta(days=7)


async def create_order_invoice(
    session: AsyncSession, account_id: UUID, order_id: UUID, offer: Offer, *, hostname: str = ""
) -> OrderInvoice:
    """Make a pending subscription and an issued invoice: first period, and setup fee if any.

    Raises CurrencyDiffersError where the price is not in the account's currency.
    """
    account = await accounts.account_snapshot(session, account_id)
    if account.currency != offer.currency:
        raise CurrencyDiffersError
    subscription = _subscription(account_id, order_id, offer, hostname)
    subscription.time_zone = account.time_zone
    await SubscriptionDAO(session).add(subscription)
    invoice, lines = _first_invoice(subscription)
    issued = await InvoiceDAO(session).add_issued(invoice, lines)
    await publish(session, invoice_event(InvoiceIssued, issued), account_id=account_id)
    return OrderInvoice(
        subscription_id=subscription.id,
        invoice_id=issued.id,
        total=issued.total,
        currency=issued.currency,
    )


def _subscription(account_id: UUID, order_id: UUID, offer: Offer, hostname: str) -> Subscription:
    return Subscription(
        account_id=account_id,
        order_id=order_id,
        price_id=offer.price_id,
        period=offer.period,
        currency=offer.currency,
        amount=offer.amount,
        setup_fee=offer.setup_fee,
        details={"plan": offer.plan_name, "image": offer.image_name, "hostname": hostname},
        **offer.rules.model_dump(),
    )


def _first_invoice(subscription: Subscription) -> tuple[Invoice, list[InvoiceLine]]:
    basis_points = get_settings().tax_basis_points
    amounts = {"line.service": subscription.amount, "line.setup_fee": subscription.setup_fee}
    now = clock.now()
    invoice = Invoice(
        account_id=subscription.account_id,
        order_id=subscription.order_id,
        subscription_id=subscription.id,
        currency=subscription.currency,
        subtotal=0,
        tax=0,
        total=0,
        created_at=now,
        due_at=now + ORDER_DUE,
    )
    lines = [
        InvoiceLine(
            invoice_id=invoice.id,
            position=position,
            description={"code": code, "params": subscription.details},
            unit_amount=amount,
            amount=amount,
            tax=included_tax(amount, basis_points),
            tax_basis_points=basis_points,
        )
        for position, (code, amount) in enumerate(amounts.items(), 1)
        if amount
    ]
    invoice.total = sum(line.amount for line in lines)
    invoice.tax = sum(line.tax for line in lines)
    invoice.subtotal = invoice.total - invoice.tax
    return invoice, lines


async def void_invoice(session: AsyncSession, invoice_id: UUID) -> None:
    """Void an unpaid invoice; a void one stays so. Raises InvoiceNotPayableError if paid."""
    invoice, _ = await lock_with_balance(session, Scope.all(), invoice_id)
    if invoice.status is InvoiceStatus.VOID:
        return
    if invoice.status is not InvoiceStatus.ISSUED:
        raise InvoiceNotPayableError
    changes = {"status": InvoiceStatus.VOID, "voided_at": clock.now()}
    invoice = await InvoiceDAO(session).patch(invoice_id, changes)
    event = invoice_event(InvoiceVoided, invoice_summary(invoice))
    await publish(session, event, account_id=invoice.account_id)


async def invoice_state(session: AsyncSession, invoice_id: UUID) -> InvoiceState:
    """Return an invoice in short; raises NotFoundError."""
    invoice = await InvoiceDAO(session).get(invoice_id)
    return InvoiceState.model_validate(invoice, from_attributes=True)
