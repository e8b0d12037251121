"""What billing says and takes over the API, and what it says to other features."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.core.context import ActorKind
from app.core.locale import LocalizedMessage
from app.core.money import Currency, MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.features.billing.models import (
    EntryKind,
    InvoiceStatus,
    LedgerKind,
    Payment,
    PaymentStatus,
    SubscriptionStatus,
)
from app.features.catalog.schemas import Period

_MAX_ADJUSTMENT = 10**12


class InvoiceAction(StrEnum):
    """What a person may do to an invoice."""

    PAY = "pay"
    REFUND = "refund"


INVOICE_ACTIONS: Mapping[InvoiceStatus, tuple[InvoiceAction, ...]] = {
    InvoiceStatus.ISSUED: (InvoiceAction.PAY,),
    InvoiceStatus.PAID: (InvoiceAction.REFUND,),
}
INVOICE_REQUIRES: Mapping[InvoiceAction, Permission] = {
    InvoiceAction.PAY: Permission.BILLING_MANAGE,
}
INVOICE_STAFF_REQUIRES: Mapping[InvoiceAction, Permission] = {
    InvoiceAction.REFUND: Permission.BILLING_REFUND,
}
"""Staff pay nobody's invoice; while a service is being made they refund the order behind it."""


class InvoiceRefundRequest(BaseModel):
    """Why staff give an invoice's money back; kept on the credit note and in the ledger."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Line, Field(min_length=3, max_length=200, examples=["A day of downtime"])]


class InvoiceRead(BaseModel):
    """An invoice, tax included in its total; `subject` is what its first line is for."""

    id: UUID
    number: str | None
    status: InvoiceStatus
    subtotal: MoneyRead
    tax: MoneyRead
    total: MoneyRead
    paid: MoneyRead
    issued_at: datetime | None
    due_at: datetime
    paid_at: datetime | None
    created_at: datetime
    order_id: UUID | None
    subscription_id: UUID | None
    subject: LocalizedMessage | None
    allowed_actions: Annotated[list[InvoiceAction], Field(description="What the caller may do now")]


class InvoiceLineRead(BaseModel):
    """One line; `tax_rate` is in 1/100 of a percent and inside the amount."""

    id: UUID
    description: LocalizedMessage
    quantity: int
    unit: MoneyRead
    amount: MoneyRead
    tax_rate: Annotated[int, Field(examples=[2000], description="2000 is 20 %")]
    period_start: datetime | None
    period_end: datetime | None


class InvoiceDetailRead(InvoiceRead):
    """`InvoiceRead` with its lines, in their order."""

    lines: list[InvoiceLineRead]


class AdminInvoiceRead(InvoiceRead):
    """An invoice as staff see it."""

    account_id: UUID
    account_name: str


class AdminInvoiceDetailRead(AdminInvoiceRead):
    """An invoice with its lines as staff see it."""

    lines: list[InvoiceLineRead]


class PaymentRead(BaseModel):
    """A payment at a provider; the buyer pays at `checkout_url`."""

    id: UUID
    invoice_id: UUID | None
    invoice_ids: Annotated[
        list[UUID] | None, Field(description="Of a payment for several invoices at once")
    ]
    provider: str
    status: PaymentStatus
    amount: MoneyRead
    checkout_url: str | None
    created_at: datetime
    failure: LocalizedMessage | None

    @classmethod
    def of(cls, payment: Payment) -> Self:
        """Build the answer from the row; the failure code becomes a message to translate."""
        return cls(
            id=payment.id,
            invoice_id=payment.invoice_id,
            invoice_ids=payment.invoice_ids,
            provider=payment.provider,
            status=payment.status,
            amount=MoneyRead(amount=payment.amount, currency=payment.currency),
            checkout_url=payment.checkout_url,
            created_at=payment.created_at,
            failure=LocalizedMessage(code=payment.failure) if payment.failure else None,
        )


class AdminPaymentRead(PaymentRead):
    """A payment as staff see it."""

    account_id: UUID
    account_name: str
    provider_reference: str | None
    finished_at: datetime | None


class PaymentMethod(StrEnum):
    """How an invoice is paid."""

    BALANCE = "balance"
    SANDBOX = "sandbox"


class PayRequest(BaseModel):
    """How an invoice shall be paid."""

    model_config = ConfigDict(extra="forbid")

    method: PaymentMethod


class PaymentMethodRead(BaseModel):
    """A way to pay: from the balance at once, or on the page of a provider."""

    method: PaymentMethod
    kind: Annotated[
        Literal["balance", "redirect"],
        Field(description="Whether it pays at once, or sends the buyer to a `checkout_url`"),
    ]


class PaymentMethodsRead(BaseModel):
    """The ways to pay that this installation takes, the quickest first."""

    methods: list[PaymentMethodRead]


class PayInvoicesRequest(BaseModel):
    """Which open invoices of the account to pay in one payment, and how."""

    model_config = ConfigDict(extra="forbid")

    invoice_ids: Annotated[set[UUID], Field(min_length=1, max_length=100)]
    method: PaymentMethod


class PayInvoiceResponse(BaseModel):
    """The invoice, and the payment under way where a provider is asked."""

    invoice: InvoiceRead
    payment: PaymentRead | None


class PayInvoicesResponse(BaseModel):
    """The invoices that are paid now, or the payment under way for all of them."""

    paid_ids: list[UUID]
    payment: PaymentRead | None


class TopUpCreate(BaseModel):
    """Money to be added to the balance, in minor units of the account's currency."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[int, Field(ge=100, le=10**9, examples=[50000])]
    provider: Literal["sandbox"]


class PaymentTestRead(BaseModel):
    """What the payment provider answered."""

    url: str
    answered: bool = Field(description="It is there, and takes the API key")
    error: str = Field(description="What went wrong, as a code: provider_refused and the like")


class BalanceRead(BaseModel):
    """What the account has to spend."""

    balance: MoneyRead


class BillingSummaryRead(BalanceRead):
    """The account's money at a glance."""

    unpaid_invoices: int
    unpaid_total: MoneyRead


class BalanceEntryRead(BaseModel):
    """One movement of the balance; positive is money in."""

    id: UUID
    kind: EntryKind
    description: LocalizedMessage
    amount: MoneyRead
    invoice_id: UUID | None
    payment_id: UUID | None
    created_at: datetime


class SubscriptionRead(BaseModel):
    """The agreement behind a service."""

    id: UUID
    order_id: UUID
    service_id: Annotated[UUID | None, Field(description="Null until its making began")]
    status: SubscriptionStatus
    details: dict[str, str]
    period: Period
    price: MoneyRead
    billed_through: datetime | None
    paid_through: datetime | None
    created_at: datetime
    ended_at: datetime | None
    end_reason: str | None


class AdjustRequest(BaseModel):
    """A correction of a balance: minor units, negative takes away."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[int, Field(ge=-_MAX_ADJUSTMENT, le=_MAX_ADJUSTMENT, examples=[50000])]
    reason: Annotated[Line, Field(min_length=3, max_length=500)]


class LedgerPostingRead(BaseModel):
    """One leg of an entry."""

    id: UUID
    kind: LedgerKind
    code: str
    account_id: UUID | None
    amount: MoneyRead


class LedgerEntryRead(BaseModel):
    """A movement of the ledger with its legs."""

    id: UUID
    kind: EntryKind
    reason: LocalizedMessage
    reference: str
    details: dict[str, Any]
    account_id: UUID | None
    account_name: str | None
    invoice_id: UUID | None
    payment_id: UUID | None
    actor_kind: ActorKind
    actor_id: UUID | None
    request_id: str
    created_at: datetime
    postings: list[LedgerPostingRead]


class InvoiceQuery(ListQuery):
    """Filters of an account's invoices; `q` is looked for in numbers."""

    sort: Sort[Literal["created_at", "-created_at", "due_at", "-due_at", "total", "-total"]] = [
        "-created_at"
    ]
    status: list[InvoiceStatus] = []
    order_id: UUID | None = None
    subscription_id: UUID | None = None
    created_at__gte: datetime | None = None
    created_at__lte: datetime | None = None


class AdminInvoiceQuery(InvoiceQuery):
    """The same over all accounts, or one of them."""

    account_id: UUID | None = None


class PaymentQuery(ListQuery):
    """Filters of an account's payments; `q` is looked for in the provider's ids."""

    sort: Sort[Literal["created_at", "-created_at", "amount", "-amount"]] = ["-created_at"]
    status: list[PaymentStatus] = []
    invoice_id: UUID | None = None


class AdminPaymentQuery(PaymentQuery):
    """The same over all accounts, or one of them, or one provider."""

    account_id: UUID | None = None
    provider: str | None = None


class BalanceEntryQuery(ListQuery):
    """Filters of a balance's movements."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    kind: list[EntryKind] = []


class SubscriptionQuery(ListQuery):
    """Filters of an account's subscriptions."""

    sort: Sort[Literal["created_at", "-created_at", "paid_through", "-paid_through"]] = [
        "-created_at"
    ]
    status: list[SubscriptionStatus] = []


class LedgerQuery(ListQuery):
    """Entries of the ledger; `q` looks in references and reasons."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    kind: list[EntryKind] = []
    account_id: UUID | None = None
    invoice_id: UUID | None = None
    payment_id: UUID | None = None


class PaymentIntent(BaseModel):
    """A payment that is written down and has yet to be asked for at its provider.

    `return_path` is the page of the panel that its buyer comes back to.
    """

    payment_id: UUID
    provider: str
    amount: int
    currency: Currency
    description: str
    return_path: str = "/panel/billing"


class OrderInvoice(BaseModel):
    """What billing made of an order; the total in minor units."""

    subscription_id: UUID
    invoice_id: UUID
    total: int
    currency: Currency


class InvoiceState(BaseModel):
    """An invoice in short, for other features; amounts in minor units."""

    id: UUID
    number: str | None
    status: InvoiceStatus
    total: int
    currency: Currency
    paid_at: datetime | None

    @property
    def is_paid(self) -> bool:
        """Whether the invoice was paid, refunded in part or not."""
        return self.status in (InvoiceStatus.PAID, InvoiceStatus.PARTIALLY_REFUNDED)


class Entitlement(StrEnum):
    """What a subscription's state asks of its service."""

    RUN = "run"
    SUSPEND = "suspend"
    END = "end"


class SubscriptionState(BaseModel):
    """A subscription as it is now, for the features whose rows follow it."""

    id: UUID
    account_id: UUID
    order_id: UUID
    service_id: UUID | None
    status: SubscriptionStatus
    paid_through: datetime | None
    ended_at: datetime | None
    end_reason: str | None

    @property
    def entitlement(self) -> Entitlement:
        """What the service must be doing; a pending or past due one may still run."""
        if self.status in (SubscriptionStatus.TERMINATED, SubscriptionStatus.ENDED):
            return Entitlement.END
        suspended = self.status is SubscriptionStatus.SUSPENDED
        return Entitlement.SUSPEND if suspended else Entitlement.RUN


class CreditNoteRead(BaseModel):
    """Money given back to the balance; amounts in minor units."""

    id: UUID
    number: str
    invoice_id: UUID
    total: int
    currency: Currency
    reason: str
    note: str
    issued_at: datetime
