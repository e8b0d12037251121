"""What staff read of the ledger."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from app.core.context import ActorKind
from app.core.locale import LocalizedMessage
from app.core.money import MoneyRead
from app.dao.query import ListQuery, Sort
from app.features.billing.models import EntryKind, LedgerKind


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


class LedgerQuery(ListQuery):
    """Entries of the ledger; `q` looks in references and reasons."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    kind: list[EntryKind] = []
    account_id: UUID | None = None
    invoice_id: UUID | None = None
    payment_id: UUID | None = None
