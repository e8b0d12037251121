"""Events about money."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class InvoiceEvent(Event):
    """What every event about an invoice says of it; amounts in minor units."""

    type: ClassVar = "invoice"

    invoice_id: UUID
    number: str
    total: int
    currency: str
    due_at: datetime
    order_id: UUID | None = None
    subscription_id: UUID | None = None


class InvoiceIssued(InvoiceEvent):
    """An invoice got its number and waits for money."""

    type: ClassVar = "invoice.issued"


class InvoicePaid(InvoiceEvent):
    """An invoice is paid in full."""

    type: ClassVar = "invoice.paid"


class InvoiceOverdue(InvoiceEvent):
    """An invoice passed its due moment unpaid."""

    type: ClassVar = "invoice.overdue"


class InvoiceVoided(InvoiceEvent):
    """An unpaid invoice was withdrawn."""

    type: ClassVar = "invoice.voided"


class CreditNoteIssued(Event):
    """Money of a paid invoice went back to the balance: the reason's code, and staff's words."""

    type: ClassVar = "credit_note.issued"

    credit_note_id: UUID
    invoice_id: UUID
    number: str
    amount: int
    currency: str
    order_id: UUID | None = None
    reason: str = ""
    note: str = ""


class PaymentEvent(Event):
    """What every event about a payment says of it; the amount in minor units."""

    type: ClassVar = "payment"

    payment_id: UUID
    provider: str
    amount: int
    currency: str
    invoice_id: UUID | None = None


class PaymentSucceeded(PaymentEvent):
    """The provider has the customer's money."""

    type: ClassVar = "payment.succeeded"


class PaymentFailed(PaymentEvent):
    """The provider refused, or the customer gave up."""

    type: ClassVar = "payment.failed"

    failure: str


class BalanceAdjusted(Event):
    """Staff corrected a balance; minor units, negative took away. The customer may read why."""

    type: ClassVar = "balance.adjusted"

    account_id: UUID
    amount: int
    currency: str
    reason: str


class BalanceLow(Event):
    """The balance will not cover an invoice that is coming due."""

    type: ClassVar = "balance.low"

    invoice_id: UUID
    missing: int
    currency: str
    due_at: datetime


class SubscriptionEvent(Event):
    """What every event about a subscription says of it."""

    type: ClassVar = "subscription"

    subscription_id: UUID
    order_id: UUID
    paid_through: datetime | None = None


class SubscriptionActivated(SubscriptionEvent):
    """The first paid period began."""

    type: ClassVar = "subscription.activated"


class SubscriptionActivationFailed(SubscriptionEvent):
    """A service runs and its first period cannot begin: nothing is billed. For staff."""

    type: ClassVar = "subscription.activation_failed"

    error: str


class SubscriptionRenewed(SubscriptionEvent):
    """The next period is paid."""

    type: ClassVar = "subscription.renewed"


class SubscriptionPastDue(SubscriptionEvent):
    """The paid time is over; the grace runs."""

    type: ClassVar = "subscription.past_due"


class SubscriptionSuspended(SubscriptionEvent):
    """The grace is over: the service has to stop."""

    type: ClassVar = "subscription.suspended"


class SubscriptionResumed(SubscriptionEvent):
    """A suspended subscription was paid: the service may run again."""

    type: ClassVar = "subscription.resumed"


class SubscriptionCancelled(SubscriptionEvent):
    """No further period is billed: it ends with the time that is paid."""

    type: ClassVar = "subscription.cancelled"


class SubscriptionEnded(SubscriptionEvent):
    """Nothing more is owed or given; `reason` says why.

    It is terminated, refunded, cancelled, deleted or period_ended.
    """

    type: ClassVar = "subscription.ended"

    reason: str
