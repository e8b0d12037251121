"""Statements on invoices and credit notes. Numbers are given without gaps, under a lock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, text, update
from sqlmodel import col

from app.core import clock
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.dao.upsert import Upsert
from app.features.billing.models import (
    CreditNote,
    DocumentSeries,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
)

INVOICE_SERIES = "HW"
CREDIT_NOTE_SERIES = "HW-CN"


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """What events and entries say of an invoice; amounts in minor units."""

    id: UUID
    account_id: UUID
    number: str
    subtotal: int
    tax: int
    total: int
    currency: str
    due_at: datetime
    order_id: UUID | None
    subscription_id: UUID | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An invoice coming due, and what the balance lacks for it."""

    id: UUID
    account_id: UUID
    currency: str
    due_at: datetime
    missing: int


_SUMMARY: tuple[Any, ...] = (
    col(Invoice.id),
    col(Invoice.account_id),
    col(Invoice.number),
    col(Invoice.subtotal),
    col(Invoice.tax),
    col(Invoice.total),
    col(Invoice.currency),
    col(Invoice.due_at),
    col(Invoice.order_id),
    col(Invoice.subscription_id),
)


def invoice_summary(row: Any) -> InvoiceSummary:  # noqa: ANN401  a row, or an Invoice: the same names
    """Return the events of an invoice from whatever carries its columns."""
    return InvoiceSummary(*(getattr(row, column.key) for column in _SUMMARY))


class InvoiceDAO(BaseDAO[Invoice]):
    """SQL on invoices."""

    model = Invoice
    owner = "account_id"

    async def add_issued(self, invoice: Invoice, lines: Sequence[InvoiceLine]) -> InvoiceSummary:
        """Write an invoice with its lines and issue it; returns it numbered."""
        await self.add(invoice)
        self.session.add_all(lines)
        await self.session.flush()
        (issued,) = await self.issue([invoice.id])
        await self.session.refresh(invoice)
        return issued

    async def issue(self, ids: Sequence[UUID]) -> list[InvoiceSummary]:
        """Number drafts in the order of their ids; no gap is left, whatever is rolled back."""
        now = clock.now()
        series = f"{INVOICE_SERIES}-{now.year}"
        last = await allocate_numbers(self, series, len(ids))
        values = {"ids": list(ids), "series": series, "before": last - len(ids), "now": now}
        issued = [invoice_summary(row) for row in await self.session.execute(_ISSUE, values)]
        if len(issued) != len(ids):
            message = f"{len(ids)} numbers were taken for {len(issued)} drafts"
            raise LookupError(message)
        return issued

    async def all_of(self, ids: Collection[UUID], *, lock: bool = False) -> list[Invoice]:
        """Return these invoices in the order of their ids; raises NotFoundError if one is not.

        With `lock` they are fresh, and locked in that order until the unit of work ends.
        """
        statement = self.rows().where(col(Invoice.id).in_(ids)).order_by(col(Invoice.id))
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found = list(await self.session.scalars(statement))
        if len(found) != len(ids):
            raise NotFoundError
        return found

    async def payable(self, account_ids: Sequence[UUID]) -> list[InvoiceSummary]:
        """Return due renewals that the locked balances of these accounts cover, oldest first."""
        values = {"account_ids": list(account_ids), "now": clock.now()}
        return [invoice_summary(row) for row in await self.session.execute(_PAYABLE, values)]

    async def accounts_to_collect(self, limit: int) -> list[UUID]:
        """Return accounts with a due renewal that their balance seems to cover."""
        values = {"now": clock.now(), "limit": limit}
        return list(await self.session.scalars(_TO_COLLECT, values))

    async def mark_paid(self, ids: Sequence[UUID]) -> list[InvoiceSummary]:
        """Mark open invoices as paid in full; returns those that were open."""
        paid = {"status": InvoiceStatus.PAID, "paid": col(Invoice.total), "paid_at": clock.now()}
        return await self._update_open(col(Invoice.id).in_(ids), paid)

    async def void_open(self, subscription_ids: Sequence[UUID]) -> list[InvoiceSummary]:
        """Void every open invoice of these subscriptions."""
        void = {"status": InvoiceStatus.VOID, "voided_at": clock.now()}
        return await self._update_open(col(Invoice.subscription_id).in_(subscription_ids), void)

    async def mark_overdue(self, subscription_ids: Sequence[UUID]) -> list[InvoiceSummary]:
        """Mark due open invoices of these subscriptions as overdue, once each."""
        where = (
            col(Invoice.subscription_id).in_(subscription_ids)
            & col(Invoice.overdue_at).is_(None)
            & (col(Invoice.due_at) <= clock.now())
        )
        return await self._update_open(where, {"overdue_at": clock.now()})

    async def _update_open(
        self, where: ColumnElement[bool], changes: dict[str, Any]
    ) -> list[InvoiceSummary]:
        statement = (
            update(Invoice)
            .where(where, col(Invoice.status) == InvoiceStatus.ISSUED)
            .values(**changes)
            .returning(*_SUMMARY)
            .execution_options(synchronize_session=False)
        )
        return [invoice_summary(row) for row in await self.session.execute(statement)]

    async def mark_warned(self, before: timedelta, limit: int) -> list[Shortfall]:
        """Mark, once each, renewals that come due within `before` and are not covered."""
        now = clock.now()
        values = {"now": now, "until": now + before, "limit": limit}
        return [
            Shortfall(**row._asdict()) for row in await self.session.execute(_MARK_WARNED, values)
        ]

    async def first_paid_line(self, subscription_id: UUID) -> InvoiceLine | None:
        """Return the line of a subscription's first period, where its invoice is paid."""
        statement = (
            select(InvoiceLine)
            .join(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
            .where(
                col(Invoice.subscription_id) == subscription_id,
                col(Invoice.status) == InvoiceStatus.PAID,
                col(InvoiceLine.position) == 1,
            )
        )
        found: InvoiceLine | None = await self.session.scalar(statement)
        return found


class CreditNoteDAO(BaseDAO[CreditNote]):
    """SQL on credit notes."""

    model = CreditNote
    owner = "account_id"

    async def latest_of_invoice(self, invoice_id: UUID) -> CreditNote | None:
        """Return the newest credit note of an invoice."""
        statement = self.rows().where(col(CreditNote.invoice_id) == invoice_id)
        found: CreditNote | None = await self.session.scalar(
            statement.order_by(col(CreditNote.sequence).desc()).limit(1)
        )
        return found

    async def next_number(self) -> tuple[str, int]:
        """Take the next number of this year's series; returns series and sequence."""
        series = f"{CREDIT_NOTE_SERIES}-{clock.now().year}"
        return series, await allocate_numbers(self, series, 1)


_ALLOCATE = Upsert(
    DocumentSeries,
    "(series)",
    {"last": "document_series.last + excluded.last"},
    returning="last",
)


async def allocate_numbers(dao: BaseDAO[Any], series: str, count: int) -> int:
    """Take `count` numbers of a series and return the last; others wait for our commit."""
    last: int = await _ALLOCATE.put(dao.session, {"id": new_id(), "series": series, "last": count})
    return last


def document_number(series: str, sequence: int) -> str:
    """Return a document's number, such as HW-2026-000001."""
    return f"{series}-{sequence:06}"


_ISSUE = text(
    """
    WITH numbered AS (
        SELECT id, CAST(:before AS bigint) + row_number() OVER (ORDER BY id) AS sequence
        FROM invoice WHERE id = ANY (CAST(:ids AS uuid[])) AND status = 'draft'
    )
    UPDATE invoice SET status = 'issued', series = CAST(:series AS text),
        sequence = numbered.sequence,
        number = CAST(:series AS text) || '-' || lpad(numbered.sequence::text,
            greatest(6, length(numbered.sequence::text)), '0'),
        issued_at = CAST(:now AS timestamptz)
    FROM numbered WHERE invoice.id = numbered.id
    RETURNING invoice.*
    """
)

_BALANCES = """
    SELECT ledger_account.account_id, ledger_account.currency, (
        SELECT coalesce(sum(amount), 0) FROM ledger_posting
        WHERE ledger_account_id = ledger_account.id
    ) AS amount
    FROM ledger_account WHERE kind = 'customer_balance'
"""

_RENEWALS = """
    invoice JOIN subscription ON subscription.id = invoice.subscription_id
        AND subscription.status IN ('active', 'past_due', 'suspended')
"""

_PAYABLE = text(
    f"""
    SELECT * FROM (
        SELECT invoice.*, balance.amount, sum(invoice.total) OVER (
            PARTITION BY invoice.account_id ORDER BY invoice.due_at, invoice.id
        ) AS so_far
        FROM {_RENEWALS}
        JOIN ({_BALANCES}) AS balance ON balance.account_id = invoice.account_id
            AND balance.currency = invoice.currency AND balance.amount >= invoice.total
        WHERE invoice.status = 'issued' AND invoice.due_at <= CAST(:now AS timestamptz)
            AND invoice.account_id = ANY (CAST(:account_ids AS uuid[]))
    ) AS covered
    WHERE so_far <= amount ORDER BY due_at, id
    """  # noqa: S608  constants of this module
)

_TO_COLLECT = text(
    f"""
    SELECT DISTINCT invoice.account_id FROM {_RENEWALS}
    JOIN ({_BALANCES}) AS balance ON balance.account_id = invoice.account_id
        AND balance.currency = invoice.currency
    WHERE invoice.status = 'issued' AND invoice.due_at <= CAST(:now AS timestamptz)
        AND balance.amount >= invoice.total
        AND (subscription.billing_error_at IS NULL
            OR subscription.billing_error_at <= CAST(:now AS timestamptz) - interval '1 hour')
    ORDER BY invoice.account_id LIMIT :limit
    """  # noqa: S608  constants of this module
)

_MARK_WARNED = text(
    f"""
    WITH coming AS (
        SELECT invoice.id, sum(invoice.total) OVER (
            PARTITION BY invoice.account_id ORDER BY invoice.due_at, invoice.id
        ) - coalesce(balance.amount, 0) AS missing
        FROM {_RENEWALS}
        LEFT JOIN ({_BALANCES}) AS balance ON balance.account_id = invoice.account_id
            AND balance.currency = invoice.currency
        WHERE invoice.status = 'issued' AND invoice.due_at <= CAST(:until AS timestamptz)
    ),
    due AS (
        SELECT invoice.id, least(invoice.total, coming.missing)::bigint AS missing
        FROM invoice JOIN coming ON coming.id = invoice.id
        WHERE coming.missing > 0 AND invoice.warned_at IS NULL
            AND invoice.due_at > CAST(:now AS timestamptz)
        ORDER BY invoice.id LIMIT :limit FOR UPDATE OF invoice SKIP LOCKED
    )
    UPDATE invoice SET warned_at = CAST(:now AS timestamptz) FROM due
    WHERE invoice.id = due.id
    RETURNING invoice.id, invoice.account_id, invoice.currency, invoice.due_at, due.missing
    """  # noqa: S608  constants of this module
)
