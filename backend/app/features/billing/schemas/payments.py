"""What is said of payments, and how invoices are paid."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.locale import LocalizedMessage
from app.core.money import Currency, MoneyRead
from app.dao.query import ListQuery, Sort
from app.features.billing.models import Payment, PaymentStatus
from app.features.billing.schemas.invoices import InvoiceRead


class PaymentMethod(StrEnum):
    """How an invoice is paid."""

    BALANCE = "balance"
    SANDBOX = "sandbox"


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


class PayRequest(BaseModel):
    """How an invoice shall be paid."""

    model_config = ConfigDict(extra="forbid")

    method: PaymentMethod


class PayInvoiceResponse(BaseModel):
    """The invoice, and the payment under way where a provider is asked."""

    invoice: InvoiceRead
    payment: PaymentRead | None


class PayInvoicesRequest(BaseModel):
    """Which open invoices of the account to pay in one payment, and how."""

    model_config = ConfigDict(extra="forbid")

    invoice_ids: Annotated[set[UUID], Field(min_length=1, max_length=100)]
    method: PaymentMethod


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


class PaymentQuery(ListQuery):
    """Filters of an account's payments; `q` is looked for in the provider's ids."""

    sort: Sort[Literal["created_at", "-created_at", "amount", "-amount"]] = ["-created_at"]
    status: list[PaymentStatus] = []
    invoice_id: UUID | None = None


class AdminPaymentQuery(PaymentQuery):
    """The same over all accounts, or one of them, or one provider."""

    account_id: UUID | None = None
    provider: str | None = None


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
