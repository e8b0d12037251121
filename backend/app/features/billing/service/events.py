"""Billing's events, from the rows they are about."""

from collections.abc import Iterable
from typing import TypeVar

from app.events.billing import (
    InvoiceEvent,
    PaymentEvent,
    SubscriptionEvent,
)
from app.events.outbox import EventEnvelope
from app.features.billing.dao.documents import InvoiceSummary
from app.features.billing.dao.subscriptions import StatusChange
from app.features.billing.models import Payment, Subscription

Invoiced = TypeVar("Invoiced", bound=InvoiceEvent)
Paid = TypeVar("Paid", bound=PaymentEvent)
Subscribed = TypeVar("Subscribed", bound=SubscriptionEvent)


def invoice_event(kind: type[Invoiced], invoice: InvoiceSummary) -> Invoiced:
    """Build an event with the invoice's ids and total; it is not published."""
    return kind(
        invoice_id=invoice.id,
        number=invoice.number,
        total=invoice.total,
        currency=invoice.currency,
        due_at=invoice.due_at,
        order_id=invoice.order_id,
        subscription_id=invoice.subscription_id,
    )


def invoice_events(
    kind: type[InvoiceEvent], invoices: Iterable[InvoiceSummary]
) -> list[EventEnvelope]:
    """Build an event per invoice, each with the account that may see it; none is published."""
    return [(invoice_event(kind, invoice), invoice.account_id) for invoice in invoices]


def subscription_event(
    kind: type[Subscribed], subscription: Subscription | StatusChange, **details: object
) -> Subscribed:
    """Build an event with the subscription's ids and paid time; it is not published."""
    return kind(
        subscription_id=subscription.id,
        order_id=subscription.order_id,
        paid_through=subscription.paid_through,
        **details,
    )


def payment_event(kind: type[Paid], payment: Payment, **details: object) -> Paid:
    """Build an event with the payment's ids and amount; it is not published."""
    return kind(
        payment_id=payment.id,
        provider=payment.provider,
        amount=payment.amount,
        currency=payment.currency,
        invoice_id=payment.invoice_id,
        **details,
    )
