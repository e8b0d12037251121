"""Payments and webhook events: every statement on them."""

from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.dao.base import BaseDAO
from app.dao.upsert import Upsert
from app.features.billing.models import FIRST_CHECK_AFTER, Payment, PaymentStatus, ProviderEvent

OPEN_STATUSES = (
    PaymentStatus.CREATED,
    PaymentStatus.PENDING,
    PaymentStatus.REQUIRES_ACTION,
    PaymentStatus.UNKNOWN,
)
_IS_OPEN = "status IN ('created', 'pending', 'requires_action', 'unknown')"


_OPEN_OR_BEGIN = Upsert(
    Payment,
    f"(invoice_id, provider) WHERE {_IS_OPEN}",
    {
        "unresolved_calls": "payment.unresolved_calls + 1",
        "last_call_at": "excluded.last_call_at",
        "status": "CASE payment.status WHEN 'created' THEN 'unknown' ELSE payment.status END",
    },
)
_OPEN_OR_BEGIN_SEVERAL = Upsert(
    Payment,
    f"(account_id, provider, invoice_ids) WHERE invoice_ids IS NOT NULL AND {_IS_OPEN}",
    _OPEN_OR_BEGIN.update,
)
_KEEP = Upsert(ProviderEvent, "ON CONSTRAINT uq_provider_event")


class PaymentDAO(BaseDAO[Payment]):
    """SQL on payments."""

    model = Payment
    owner = "account_id"

    async def open_or_begin_call(self, payment: Payment) -> Payment:
        """Write the payment, or record another call for the one that is open for its invoices.

        One statement that locks no invoice: settling locks payment, balance and invoice, in turn.
        """
        upsert = _OPEN_OR_BEGIN_SEVERAL if payment.invoice_ids else _OPEN_OR_BEGIN
        return await self.lock(await upsert.put(self.session, payment.model_dump()))

    async def begin_call(self, payment: Payment) -> Payment:
        """Record that the provider is about to be asked once more for this locked payment.

        An earlier call may have made it, so until the provider answers its outcome is unknown.
        """
        changes: dict[str, object] = {
            "unresolved_calls": payment.unresolved_calls + 1,
            "last_call_at": clock.now(),
        }
        if payment.status is PaymentStatus.CREATED:
            changes["status"] = PaymentStatus.UNKNOWN
        return await self.patch(payment.id, changes)

    async def claim_due_checks(self, limit: int) -> dict[UUID, int]:
        """Return open payments whose provider is to be asked now, with how often it was by then.

        Their next check is put off: the wait doubles from half a minute to about an hour.
        """
        values = {
            "now": clock.now(),
            "limit": limit,
            "first": FIRST_CHECK_AFTER,
            "open": [status.value for status in OPEN_STATUSES],
        }
        return {row.id: row.checks for row in await self.session.execute(_CLAIM_DUE_CHECKS, values)}


class ProviderEventDAO(BaseDAO[ProviderEvent]):
    """Webhook events as providers sent them."""

    model = ProviderEvent

    async def add_once(self, event: ProviderEvent) -> bool:
        """Keep a webhook event; False where it is a repeat."""
        return await _KEEP.put(self.session, event.model_dump()) is not None


_CLAIM_DUE_CHECKS = text(
    """
    WITH due AS (
        SELECT id FROM payment
        WHERE status = ANY (CAST(:open AS text[])) AND check_at <= CAST(:now AS timestamptz)
        ORDER BY check_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE payment SET checks = checks + 1, check_at = CAST(:now AS timestamptz)
        + CAST(:first AS interval) * power(2, least(checks, 7))
    FROM due WHERE payment.id = due.id
    RETURNING payment.id, payment.checks
    """
)
