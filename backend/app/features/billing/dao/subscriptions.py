"""Statements on subscriptions and their charges, for whole chunks at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core import clock
from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.features.billing.models import (
    InvoiceLine,
    Subscription,
    SubscriptionStatus,
)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A subscription that changed, and the state it came from."""

    id: UUID
    account_id: UUID
    order_id: UUID
    status: SubscriptionStatus
    before: SubscriptionStatus
    paid_through: datetime


class SubscriptionDAO(BaseDAO[Subscription]):
    """SQL on subscriptions."""

    model = Subscription
    owner = "account_id"

    async def begin(self, subscription: Subscription, line: InvoiceLine) -> datetime:
        """Start the first period now and bind it to the paid line; returns its end."""
        now = clock.now()
        values = {
            "id": subscription.id,
            "charge_id": new_id(),
            "invoice_id": line.invoice_id,
            "line_id": line.id,
            "now": now,
        }
        until: datetime = (await self.session.scalars(_BEGIN, values)).one()
        await self.session.refresh(subscription)
        return until

    async def due(self, limit: int) -> list[UUID]:
        """Lock and return subscriptions whose next period is to be billed now."""
        values = {"now": clock.now(), "limit": limit}
        return list(await self.session.scalars(_DUE, values))

    async def charge_due_periods(self, ids: Sequence[UUID], tax_basis_points: int) -> list[UUID]:
        """Charge every period that has come for these subscriptions; returns the drafts.

        One draft each, one line and one charge a period: what was missed while no run took place
        is made up for. Raises IntegrityError where a period is billed already.
        """
        values = {"ids": list(ids), "now": clock.now(), "basis_points": tax_basis_points}
        return list(await self.session.scalars(_SUMMARY, values))

    async def advance(self, invoice_ids: Sequence[UUID]) -> list[StatusChange]:
        """Move `paid_through` by what these paid invoices charge for; paid ones are active."""
        return await self._status_changes(_ADVANCE, {"ids": list(invoice_ids)})

    async def unpaid(self, limit: int) -> dict[UUID, UUID]:
        """Return subscriptions that an unpaid period moves to the next state, with accounts."""
        rows = await self.session.execute(_UNPAID, {"now": clock.now(), "limit": limit})
        return {row.id: row.account_id for row in rows}

    async def advance_dunning(self, ids: Sequence[UUID]) -> list[StatusChange]:
        """Move those still unpaid one state on: past due, suspended, terminated."""
        return await self._status_changes(_ADVANCE_DUNNING, {"ids": list(ids)})

    async def end_cancelled(self, limit: int = 500) -> list[StatusChange]:
        """End those cancelled at the end of their period, now that it is over."""
        return await self._status_changes(_END_CANCELLED, {"limit": limit})

    async def _status_changes(
        self, statement: TextClause, values: dict[str, object]
    ) -> list[StatusChange]:
        rows = await self.session.execute(statement, values | {"now": clock.now()})
        return [
            StatusChange(
                row.id,
                row.account_id,
                row.order_id,
                SubscriptionStatus(row.status),
                SubscriptionStatus(row.before),
                row.paid_through,
            )
            for row in rows
        ]

    async def record_billing_error(self, subscription_or_account_id: UUID, reason: str) -> None:
        """Keep why a run failed for a subscription, or for all of an account; pauses it an hour."""
        values = {"id": subscription_or_account_id, "reason": reason[:500], "now": clock.now()}
        await self.session.execute(_RECORD_ERROR, values)


_BEGIN = text(
    """
    WITH started AS (
        UPDATE subscription SET status = 'active', anchor = CAST(:now AS timestamptz), periods = 1,
            billing_error = NULL, billing_error_at = NULL,
            billed_through = period_bound(CAST(:now AS timestamptz), period, time_zone, 1),
            paid_through = period_bound(CAST(:now AS timestamptz), period, time_zone, 1)
        WHERE id = CAST(:id AS uuid)
        RETURNING id, anchor, paid_through, amount, currency
    )
    INSERT INTO charge (id, subscription_id, invoice_id, invoice_line_id, period_start, period_end,
        amount, currency, created_at)
    SELECT CAST(:charge_id AS uuid), id, CAST(:invoice_id AS uuid), CAST(:line_id AS uuid),
        anchor, paid_through, amount, currency, anchor
    FROM started RETURNING period_end
    """
)

_DUE = text(
    """
    SELECT id FROM subscription
    WHERE status IN ('active', 'past_due', 'suspended') AND billed_through = paid_through
        AND billed_through - make_interval(hours => invoice_lead_hours)
            <= CAST(:now AS timestamptz)
        AND (billing_error_at IS NULL
            OR billing_error_at <= CAST(:now AS timestamptz) - interval '1 hour')
    ORDER BY billed_through, id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
    """
)

_SUMMARY = text(
    """
    WITH due AS MATERIALIZED (
        SELECT s.id AS subscription_id, s.account_id, s.currency, s.amount, s.details, n,
            period_bound(s.anchor, s.period, s.time_zone, n) AS period_start,
            period_bound(s.anchor, s.period, s.time_zone, n + 1) AS period_end,
            round(s.amount::numeric * CAST(:basis_points AS integer)
                / (10000 + CAST(:basis_points AS integer)))::bigint AS tax,
            new_id() AS line_id
        FROM subscription AS s
        CROSS JOIN LATERAL generate_series(s.periods, s.periods + floor(greatest(0,
            extract(epoch FROM CAST(:now AS timestamptz) - s.billed_through)
                + s.invoice_lead_hours * 3600
        ) / CASE s.period WHEN 'hour' THEN 3600 ELSE 28 * 86400 END)::integer) AS n
        WHERE s.id = ANY (CAST(:ids AS uuid[])) AND (n = s.periods
            OR period_bound(s.anchor, s.period, s.time_zone, n)
                - make_interval(hours => s.invoice_lead_hours) <= CAST(:now AS timestamptz))
    ),
    head AS MATERIALIZED (
        SELECT subscription_id, account_id, currency, count(*)::integer AS n,
            min(period_start) AS begins, max(period_end) AS ends,
            sum(amount)::bigint AS total, sum(tax)::bigint AS tax, new_id() AS invoice_id
        FROM due GROUP BY subscription_id, account_id, currency
    ),
    drafted AS (
        INSERT INTO invoice (id, account_id, subscription_id, status, currency, subtotal, tax,
            total, paid, credited, created_at, due_at)
        SELECT invoice_id, account_id, subscription_id, 'draft', currency, total - tax, tax,
            total, 0, 0, CAST(:now AS timestamptz), greatest(begins, CAST(:now AS timestamptz))
        FROM head
    ),
    lined AS (
        INSERT INTO invoice_line (id, invoice_id, position, description, quantity, unit_amount,
            amount, tax, tax_basis_points, period_start, period_end)
        SELECT line_id, invoice_id,
            row_number() OVER (PARTITION BY subscription_id ORDER BY due.n),
            jsonb_build_object('code', 'line.renewal', 'params', due.details), 1, amount,
            amount, due.tax, CAST(:basis_points AS integer), period_start, period_end
        FROM due JOIN head USING (subscription_id)
    ),
    charged AS (
        INSERT INTO charge (id, subscription_id, invoice_id, invoice_line_id, period_start,
            period_end, amount, currency, created_at)
        SELECT new_id(), subscription_id, invoice_id, line_id, period_start, period_end,
            amount, due.currency, CAST(:now AS timestamptz)
        FROM due JOIN head USING (subscription_id)
    )
    UPDATE subscription SET periods = subscription.periods + head.n, billed_through = head.ends,
        billing_error = NULL, billing_error_at = NULL
    FROM head WHERE subscription.id = head.subscription_id
    RETURNING head.invoice_id
    """
)

_ADVANCE = text(
    """
    WITH paid AS (
        SELECT s.id, s.status, charged.until FROM subscription AS s
        JOIN (
            SELECT subscription_id, max(period_end) AS until FROM charge
            WHERE invoice_id = ANY (CAST(:ids AS uuid[])) GROUP BY subscription_id
        ) AS charged ON charged.subscription_id = s.id
        WHERE s.status IN ('active', 'past_due', 'suspended', 'cancel_at_period_end')
        ORDER BY s.id FOR NO KEY UPDATE OF s
    )
    UPDATE subscription AS s SET paid_through = greatest(s.paid_through, paid.until),
        status = CASE WHEN s.status IN ('past_due', 'suspended')
            AND paid.until > CAST(:now AS timestamptz) THEN 'active' ELSE s.status END
    FROM paid WHERE s.id = paid.id
    RETURNING s.id, s.account_id, s.order_id, s.status, paid.status AS before, s.paid_through
    """
)

_UNPAID_TOO_LONG = """
    billed_through > paid_through AND paid_through + make_interval(hours => CASE status
        WHEN 'active' THEN 0 WHEN 'past_due' THEN grace_hours ELSE terminate_hours END
    ) <= CAST(:now AS timestamptz) AND status IN ('active', 'past_due', 'suspended')
"""

_UNPAID = text(
    f"""
    SELECT id, account_id FROM subscription WHERE {_UNPAID_TOO_LONG}
        AND (billing_error_at IS NULL
            OR billing_error_at <= CAST(:now AS timestamptz) - interval '1 hour')
    ORDER BY paid_through, id LIMIT :limit
    """  # noqa: S608  constants of this module
)

_ADVANCE_DUNNING = text(
    f"""
    WITH unpaid AS (
        SELECT id, status FROM subscription
        WHERE id = ANY (CAST(:ids AS uuid[])) AND {_UNPAID_TOO_LONG}
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE subscription AS s SET
        status = CASE unpaid.status WHEN 'active' THEN 'past_due'
            WHEN 'past_due' THEN 'suspended' ELSE 'terminated' END,
        ended_at = CASE unpaid.status WHEN 'suspended' THEN CAST(:now AS timestamptz) END,
        end_reason = CASE unpaid.status WHEN 'suspended' THEN 'terminated' END
    FROM unpaid WHERE s.id = unpaid.id
    RETURNING s.id, s.account_id, s.order_id, s.status, unpaid.status AS before, s.paid_through
    """  # noqa: S608  constants of this module
)

_END_CANCELLED = text(
    """
    WITH over AS (
        SELECT id, status FROM subscription
        WHERE status = 'cancel_at_period_end' AND paid_through <= CAST(:now AS timestamptz)
        ORDER BY paid_through, id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE subscription AS s SET status = 'ended', ended_at = CAST(:now AS timestamptz),
        end_reason = 'period_ended'
    FROM over WHERE s.id = over.id
    RETURNING s.id, s.account_id, s.order_id, s.status, over.status AS before, s.paid_through
    """
)

_RECORD_ERROR = text(
    """
    UPDATE subscription SET billing_error = CAST(:reason AS text),
        billing_error_at = CAST(:now AS timestamptz)
    WHERE id = CAST(:id AS uuid) OR (account_id = CAST(:id AS uuid)
        AND status IN ('active', 'past_due', 'suspended'))
    """
)
