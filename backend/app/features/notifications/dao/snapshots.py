"""SQL on what notifications say of lower features' things."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col

from app.core.money import MoneyRead
from app.dao.base import BaseDAO
from app.features.billing.models import Invoice, InvoiceLine, Subscription
from app.features.catalog.schemas import Period
from app.features.deployments.models import Service
from app.features.notifications.models import Mail
from app.features.notifications.schemas import InvoiceSnapshot, LineSnapshot, ServiceSnapshot
from app.features.orders.models import Order

_RULES: tuple[Any, ...] = (
    col(Subscription.paid_through),
    col(Subscription.grace_hours),
    col(Subscription.terminate_hours),
)


class SnapshotDAO(BaseDAO[Mail]):
    """What notifications say of lower features' things; reads only."""

    model = Mail

    async def invoice(self, invoice_id: UUID) -> InvoiceSnapshot | None:
        """Return an invoice without its lines."""
        statement: Select[Any] = (
            select(
                Invoice,
                func.coalesce(col(Service.hostname), col(Order.hostname)).label("hostname"),
                col(Subscription.period),
                *_RULES,
            )
            .outerjoin(Subscription, col(Subscription.id) == col(Invoice.subscription_id))
            .outerjoin(Service, col(Service.subscription_id) == col(Subscription.id))
            .outerjoin(Order, col(Order.subscription_id) == col(Subscription.id))
            .where(col(Invoice.id) == invoice_id)
        )
        row = (await self.session.execute(statement)).one_or_none()
        return _invoice(row) if row else None

    async def lines(self, invoice_id: UUID, currency: str) -> list[LineSnapshot]:
        """`LineSnapshot` of each of an invoice's lines, in their order."""
        statement = select(InvoiceLine).where(col(InvoiceLine.invoice_id) == invoice_id)
        found = await self.session.scalars(statement.order_by(col(InvoiceLine.position)))
        return [
            LineSnapshot(
                description=line.description,
                quantity=line.quantity,
                amount=MoneyRead(amount=line.amount, currency=currency),
                period_start=line.period_start,
                period_end=line.period_end,
            )
            for line in found
        ]

    async def service(
        self, *, service_id: UUID | None = None, subscription_id: UUID | None = None
    ) -> ServiceSnapshot | None:
        """Return a service by its id or its subscription, with its oldest unpaid invoice."""
        unpaid = (
            select(col(Invoice.id))
            .where(
                col(Invoice.subscription_id) == col(Service.subscription_id),
                col(Invoice.status) == "issued",
            )
            .order_by(col(Invoice.due_at))
            .limit(1)
            .correlate(Service)
            .scalar_subquery()
        )
        statement: Select[Any] = select(
            col(Service.id), col(Service.hostname), unpaid.label("invoice_id"), *_RULES
        ).outerjoin(Subscription, col(Subscription.id) == col(Service.subscription_id))
        if service_id is not None:
            statement = statement.where(col(Service.id) == service_id)
        else:
            statement = statement.where(col(Service.subscription_id) == subscription_id)
        row = (await self.session.execute(statement)).one_or_none()
        return ServiceSnapshot(**row._mapping) if row else None  # noqa: SLF001  its public name


def _invoice(row: Any) -> InvoiceSnapshot:  # noqa: ANN401  a row
    invoice: Invoice = row.Invoice
    sums = {
        name: MoneyRead(amount=getattr(invoice, name), currency=invoice.currency)
        for name in ("subtotal", "tax", "total")
    }
    return InvoiceSnapshot(
        **sums,
        number=invoice.number or "",
        due_at=invoice.due_at,
        paid_at=invoice.paid_at,
        renewal=invoice.order_id is None and invoice.subscription_id is not None,
        hourly=row.period == Period.HOUR,
        hostname=row.hostname,
        paid_through=row.paid_through,
        grace_hours=row.grace_hours,
        terminate_hours=row.terminate_hours,
    )
