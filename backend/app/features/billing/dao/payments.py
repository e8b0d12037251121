"""Statements on payments and on what providers told."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.core import clock
from app.dao.base import BaseDAO
from app.features.billing.models import FIRST_CHECK_AFTER, Payment, PaymentStatus, ProviderEvent

OPEN_STATUSES = (
    PaymentStatus.CREATED,
    PaymentStatus.PENDING,
    PaymentStatus.REQUIRES_ACTION,
    PaymentStatus.UNKNOWN,
)


class PaymentDAO(BaseDAO[Payment]):
    """Named statements on payments."""

    model = Payment
    owner = "account_id"

    async def open_of_invoice(self, invoice_id: UUID, provider: str) -> Payment | None:
        """Return the payment under way for an invoice at a provider."""
        statement = self.rows().where(
            col(Payment.invoice_id) == invoice_id,
            col(Payment.provider) == provider,
            col(Payment.status).in_(OPEN_STATUSES),
        )
        found: Payment | None = await self.session.scalar(statement)
        return found

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
    """Named statements on what providers told."""

    model = ProviderEvent

    async def add_once(self, event: ProviderEvent) -> bool:
        """Keep an event; False where the provider told it before."""
        statement = insert(ProviderEvent).values(**event.model_dump())
        statement = statement.on_conflict_do_nothing(constraint="uq_provider_event")
        kept = await self.session.scalar(statement.returning(col(ProviderEvent.id)))
        return kept is not None


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
