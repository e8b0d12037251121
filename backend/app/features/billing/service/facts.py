"""Billing's facts, from the rows they are about."""

from collections.abc import Iterable
from typing import TypeVar

from app.events.billing import (
    InvoiceFact,
    PaymentFact,
    SubscriptionFact,
)
from app.events.outbox import Told
from app.features.billing.dao.documents import Bill
from app.features.billing.dao.subscriptions import Moved
from app.features.billing.models import Payment, Subscription

Invoiced = TypeVar("Invoiced", bound=InvoiceFact)
Paid = TypeVar("Paid", bound=PaymentFact)
Subscribed = TypeVar("Subscribed", bound=SubscriptionFact)


def invoice_fact(kind: type[Invoiced], bill: Bill) -> Invoiced:
    """Return a fact about an invoice."""
    return kind(
        invoice_id=bill.id,
        number=bill.number,
        total=bill.total,
        currency=bill.currency,
        due_at=bill.due_at,
        order_id=bill.order_id,
        subscription_id=bill.subscription_id,
    )


def invoice_facts(kind: type[InvoiceFact], bills: Iterable[Bill]) -> list[Told]:
    """Return a fact about each of these invoices, with the account that sees it."""
    return [(invoice_fact(kind, bill), bill.account_id) for bill in bills]


def subscription_fact(
    kind: type[Subscribed], subscription: Subscription | Moved, **details: object
) -> Subscribed:
    """Return a fact about a subscription."""
    return kind(
        subscription_id=subscription.id,
        order_id=subscription.order_id,
        paid_through=subscription.paid_through,
        **details,
    )


def payment_fact(kind: type[Paid], payment: Payment, **details: object) -> Paid:
    """Return a fact about a payment."""
    return kind(
        payment_id=payment.id,
        provider=payment.provider,
        amount=payment.amount,
        currency=payment.currency,
        invoice_id=payment.invoice_id,
        **details,
    )
