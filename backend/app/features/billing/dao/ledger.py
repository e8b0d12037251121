"""The ledger's statements: one writer, and the locks under which balances are spent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock, context, json
from app.core.ids import new_id
from app.core.locale import LocalizedMessage
from app.features.billing.models import EntryKind, LedgerAccount, LedgerKind, LedgerPosting


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting to be: minor units, credit positive, to an account of the ledger."""

    kind: LedgerKind
    amount: int
    account_id: UUID | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement to be; `reference` names its effect, so that it is written once."""

    kind: EntryKind
    reason: LocalizedMessage
    reference: str
    currency: str
    legs: Sequence[Leg]
    account_id: UUID
    invoice_id: UUID | None = None
    payment_id: UUID | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's locked balance: minor units of one currency."""

    account_id: UUID
    currency: str
    amount: int


class LedgerDAO:
    """Reads balances and writes entries; nothing here changes or removes anything."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def post(self, entries: Sequence[Entry]) -> set[str]:
        """Write entries with their legs in one statement; return the references that were new.

        Whoever debits a customer holds `lock_balances` and has compared; the database refuses
        what would go below zero (InsufficientBalanceError) or not sum to zero, at commit.
        """
        values = _values(entries)
        row = (await self.session.execute(_POST, values)).one()
        if row.missing:
            await self.session.execute(_OPEN, {"legs": values["legs"]})
            row = (await self.session.execute(_POST, values)).one()
        return set(row.written)

    async def lock_balances(
        self, account_ids: Iterable[UUID], currency: str | None = None
    ) -> dict[UUID, Balance]:
        """Lock customers' balances in the order of their ids and return them.

        With a `currency`, a missing balance is opened. Until the transaction ends nobody else
        spends from them.
        """
        wanted = sorted(set(account_ids))
        if currency is not None:
            await self.session.execute(_OPEN_BALANCES, {"ids": wanted, "currency": currency})
        locked = select(col(LedgerAccount.id), col(LedgerAccount.account_id)).where(
            col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
            col(LedgerAccount.account_id).in_(wanted),
        )
        # The sums are read by a statement of their own: only it sees what was waited for.
        locked = locked.order_by(col(LedgerAccount.id)).with_for_update(key_share=True)
        await self.session.execute(locked)
        found = await self.session.execute(_sums(wanted))
        return {
            row.account_id: Balance(row.account_id, row.currency, int(row.amount)) for row in found
        }


def _sums(account_ids: Sequence[UUID]) -> Any:  # noqa: ANN401  a select of three columns
    return (
        select(
            col(LedgerAccount.account_id),
            col(LedgerAccount.currency),
            func.coalesce(func.sum(col(LedgerPosting.amount)), 0).label("amount"),
        )
        .outerjoin(LedgerPosting, col(LedgerPosting.ledger_account_id) == col(LedgerAccount.id))
        .where(
            col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
            col(LedgerAccount.account_id).in_(account_ids),
        )
        .group_by(col(LedgerAccount.id))
    )


def _values(entries: Sequence[Entry]) -> dict[str, Any]:
    acting = context.current()
    ids = [new_id() for _ in entries]
    rows = [
        {
            "id": key,
            "kind": entry.kind,
            "reason": entry.reason.model_dump(),
            "reference": entry.reference,
            "account_id": entry.account_id,
            "invoice_id": entry.invoice_id,
            "payment_id": entry.payment_id,
            "details": entry.details,
        }
        for key, entry in zip(ids, entries, strict=True)
    ]
    legs = [
        {
            "entry_id": key,
            "kind": leg.kind,
            "account_id": leg.account_id,
            "code": leg.code,
            "currency": entry.currency,
            "amount": leg.amount,
        }
        for key, entry in zip(ids, entries, strict=True)
        for leg in entry.legs
        if leg.amount
    ]
    return {
        "entries": json.dumps(rows).decode(),
        "legs": json.dumps(legs).decode(),
        "actor_kind": acting.actor.kind.value,
        "actor_id": acting.actor.id,
        "request_id": acting.request_id,
        "now": clock.now(),
    }


_LEGS = """
    jsonb_to_recordset(CAST(:legs AS jsonb)) AS leg(
        entry_id uuid, kind text, account_id uuid, code text, currency text, amount bigint)
"""

_OPEN_BALANCES = text(
    """
    INSERT INTO ledger_account (id, kind, account_id, code, currency)
    SELECT new_id(), 'customer_balance', wanted, '', CAST(:currency AS text)
    FROM unnest(CAST(:ids AS uuid[])) AS wanted
    WHERE NOT EXISTS (
        SELECT 1 FROM ledger_account
        WHERE kind = 'customer_balance' AND account_id = wanted
            AND currency = CAST(:currency AS text)
    )
    ON CONFLICT DO NOTHING
    """
)

_OPEN = text(
    f"""
    INSERT INTO ledger_account (id, kind, account_id, code, currency)
    SELECT new_id(), kind, account_id, code, currency
    FROM (SELECT DISTINCT kind, account_id, code, currency FROM {_LEGS}) AS wanted
    ON CONFLICT DO NOTHING
    """  # noqa: S608  constants of this module
)

_POST = text(
    f"""
    WITH entry AS (
        SELECT * FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS entry(
            id uuid, kind text, reason jsonb, reference text, account_id uuid, invoice_id uuid,
            payment_id uuid, details jsonb)
    ),
    leg AS (
        SELECT leg.entry_id, leg.currency, leg.amount, CASE WHEN leg.account_id IS NULL THEN (
            SELECT id FROM ledger_account AS own
            WHERE own.kind = leg.kind AND own.account_id IS NULL
                AND own.code = leg.code AND own.currency = leg.currency
        ) ELSE (
            SELECT id FROM ledger_account AS theirs
            WHERE theirs.kind = leg.kind AND theirs.account_id = leg.account_id
                AND theirs.code = leg.code AND theirs.currency = leg.currency
        ) END AS ledger_account_id
        FROM {_LEGS}
    ),
    missing AS (SELECT count(*) AS n FROM leg WHERE ledger_account_id IS NULL),
    written AS (
        INSERT INTO ledger_entry (id, kind, reason, reference, account_id, invoice_id, payment_id,
            details, actor_kind, actor_id, request_id, created_at)
        SELECT entry.id, kind, reason, reference, account_id, invoice_id, payment_id, details,
            CAST(:actor_kind AS text), CAST(:actor_id AS uuid), CAST(:request_id AS text),
            CAST(:now AS timestamptz)
        FROM entry, missing WHERE missing.n = 0
        ON CONFLICT (reference) DO NOTHING
        RETURNING id, reference
    ),
    posted AS (
        INSERT INTO ledger_posting (id, entry_id, ledger_account_id, amount, currency)
        SELECT new_id(), leg.entry_id, leg.ledger_account_id, leg.amount, leg.currency
        FROM leg JOIN written ON written.id = leg.entry_id
    )
    SELECT missing.n AS missing,
        (SELECT coalesce(array_agg(reference), '{{}}') FROM written) AS written
    FROM missing
    """  # noqa: S608  constants of this module
)
