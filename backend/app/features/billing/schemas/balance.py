"""What is said of an account's balance."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.locale import LocalizedMessage
from app.core.money import MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.features.billing.models import EntryKind

_MAX_ADJUSTMENT = 10**12


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


class AdjustRequest(BaseModel):
    """A correction of a balance: minor units, negative takes away."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[int, Field(ge=-_MAX_ADJUSTMENT, le=_MAX_ADJUSTMENT, examples=[50000])]
    reason: Annotated[Line, Field(min_length=3, max_length=500)]


class BalanceEntryQuery(ListQuery):
    """Filters of a balance's movements."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    kind: list[EntryKind] = []
