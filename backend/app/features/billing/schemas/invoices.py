"""What is said of invoices and credit notes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.core.locale import LocalizedMessage
from app.core.money import Currency, MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.features.billing.models import InvoiceStatus


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


class InvoiceQuery(ListQuery):
    """Filters of an account's invoices; `q` is looked for in numbers."""

    sort: Sort[Literal["created_at", "-created_at", "due_at", "-due_at", "total", "-total"]] = [
        "-created_at"
    ]
    status: list[InvoiceStatus] = []
    overdue: Annotated[bool | None, Field(description="Issued, and due by now")] = None
    order_id: UUID | None = None
    subscription_id: UUID | None = None
    created_at__gte: datetime | None = None
    created_at__lte: datetime | None = None


class AdminInvoiceQuery(InvoiceQuery):
    """The same over all accounts, or one of them."""

    account_id: UUID | None = None


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
