"""What events are about, and the events themselves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.core.context import ActorKind
from app.core.ids import new_id
from app.events import tasks
from app.events.base import Event
from app.events.billing import (
    BalanceLow,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    PaymentFailed,
    SubscriptionEnded,
)
from app.events.bus import handlers_of
from app.events.deployments import (
    ServiceActivated,
    ServiceCancelled,
    ServiceFailed,
    ServiceHeld,
    ServiceOperated,
    ServiceReleased,
    ServiceResumed,
    ServiceSuspended,
)
from app.events.models import EventRow
from app.events.orders import OrderRefunded
from app.events.users import RegistrationRepeated, VerificationRequested
from app.features.billing.models import (
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    Subscription,
    SubscriptionStatus,
)
from app.features.catalog.models import Period, Plan, Price, Product, ServiceKind
from app.features.deployments.models import Service, ServiceStatus
from app.features.orders.models import Order, OrderStatus

NOW = datetime(2026, 12, 5, 11, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Sale:
    """An order with all that hangs on it."""

    account_id: UUID
    order: Order
    subscription: Subscription
    invoice: Invoice
    service: Service


async def _price(session: AsyncSession, period: Period) -> Price:
    words = {"ru": "Контейнеры", "en": "Containers"}
    product = Product(slug=str(new_id()), kind=ServiceKind.CONTAINER, name=words, description=words)
    session.add(product)
    await session.flush()
    plan = Plan(
        product_id=product.id,
        slug=str(new_id()),
        name="S1",
        description=words,
        cpu_millis=1000,
        memory_mb=1024,
        disk_gb=10,
    )
    session.add(plan)
    await session.flush()
    price = Price(
        plan_id=plan.id,
        period=period,
        currency="RUB",
        amount=12_000,
        invoice_lead_hours=72,
        grace_hours=72,
        terminate_hours=336,
    )
    session.add(price)
    await session.flush()
    return price


async def make_sale(
    session: AsyncSession,
    account_id: UUID,
    *,
    hostname: str = "shop",
    period: Period = Period.MONTH,
    renewal: bool = False,
    status: ServiceStatus = ServiceStatus.ACTIVE,
) -> Sale:
    """Make a running service with an open invoice: of its order, or of its renewal."""
    price = await _price(session, period)
    order_id = new_id()
    subscription = Subscription(
        account_id=account_id,
        order_id=order_id,
        price_id=price.id,
        period=period,
        currency="RUB",
        amount=12_000,
        details={"plan": "S1", "image": "Static site", "hostname": hostname},
        invoice_lead_hours=72,
        grace_hours=72,
        terminate_hours=336,
        anchor=NOW - timedelta(days=30),
        periods=1,
        billed_through=NOW,
        paid_through=NOW,
    )
    session.add(subscription)
    await session.flush()
    subscription.status = SubscriptionStatus.ACTIVE
    invoice = Invoice(
        account_id=account_id,
        order_id=None if renewal else order_id,
        subscription_id=subscription.id,
        currency="RUB",
        subtotal=10_000,
        tax=2_000,
        total=12_000,
        due_at=NOW,
    )
    session.add(invoice)
    await session.flush()
    line = InvoiceLine(
        invoice_id=invoice.id,
        position=1,
        description={"code": "line.renewal", "params": subscription.details},
        unit_amount=12_000,
        amount=12_000,
        tax=2_000,
        tax_basis_points=2_000,
        period_start=NOW,
        period_end=NOW + timedelta(days=31),
    )
    session.add(line)
    await session.flush()
    invoice.series, invoice.sequence, invoice.number = str(new_id()), 1, f"HW-{new_id()}"
    invoice.status, invoice.issued_at = InvoiceStatus.ISSUED, NOW
    order = Order(
        id=order_id,
        account_id=account_id,
        number=f"O-{new_id()}",
        hostname=hostname,
        offer={},
        plan_name="S1",
        image_name="Static site",
        period=period,
        currency="RUB",
        total=12_000,
        invoice_id=invoice.id,
        subscription_id=subscription.id,
        created_at=NOW,
    )
    session.add(order)
    await session.flush()
    for step in (OrderStatus.AWAITING_PAYMENT, OrderStatus.PAID):
        order.status = step
        await session.flush()
    made = _service(subscription, hostname, status)
    session.add(made)
    await session.flush()
    return Sale(account_id, order, subscription, invoice, made)


def _service(subscription: Subscription, hostname: str, status: ServiceStatus) -> Service:
    return Service(
        account_id=subscription.account_id,
        order_id=subscription.order_id,
        subscription_id=subscription.id,
        hostname=hostname,
        kind=ServiceKind.CONTAINER,
        status=status,
        plan_name="S1",
        cpu_millis=1_000,
        memory_mb=1_024,
        disk_gb=10,
        image_slug="static-site",
        image_name="Static site",
        image_reference="",
        amount=12_000,
        currency="RUB",
        period=subscription.period,
        address="http://127.0.0.1:21000",
    )


def invoice_event(kind: type[Any], sale: Sale) -> Event:
    """Say something of the sale's invoice."""
    event: Event = kind(
        invoice_id=sale.invoice.id,
        number=sale.invoice.number,
        total=sale.invoice.total,
        currency="RUB",
        due_at=sale.invoice.due_at,
        order_id=sale.invoice.order_id,
        subscription_id=sale.subscription.id,
    )
    return event


def service_event(kind: type[Any], sale: Sale, **more: object) -> Event:
    """Say something of the sale's service."""
    event: Event = kind(
        service_id=sale.service.id,
        order_id=sale.order.id,
        subscription_id=sale.subscription.id,
        hostname=sale.service.hostname,
        **more,
    )
    return event


def mailed_facts(sale: Sale, user_id: UUID) -> dict[str, Event]:
    """Return an event for every email there is."""
    return {
        "verification": VerificationRequested(user_id=user_id),
        "registration_repeated": RegistrationRepeated(user_id=user_id),
        "invoice_issued": invoice_event(InvoiceIssued, sale),
        "invoice_paid": invoice_event(InvoicePaid, sale),
        "invoice_overdue": invoice_event(InvoiceOverdue, sale),
        "balance_low": BalanceLow(
            invoice_id=sale.invoice.id, missing=5_050, currency="RUB", due_at=NOW
        ),
        "payment_failed": PaymentFailed(
            payment_id=new_id(),
            provider="sandbox",
            amount=12_000,
            currency="RUB",
            invoice_id=sale.invoice.id,
            failure="declined",
        ),
        "service_active": service_event(ServiceActivated, sale, address="http://127.0.0.1:21000"),
        "service_failed": service_event(ServiceFailed, sale, code="no_capacity"),
        "service_suspended": service_event(ServiceSuspended, sale),
        "service_resumed": service_event(ServiceResumed, sale),
        "service_held": service_event(ServiceHeld, sale, reason="Mass mailings"),
        "service_released": service_event(ServiceReleased, sale, unpaid=True),
        "service_cancelled": service_event(
            ServiceCancelled, sale, reason="Mass mailings", ends_at=NOW
        ),
        "service_operated": service_event(ServiceOperated, sale, action="restart"),
        "service_ended": SubscriptionEnded(
            subscription_id=sale.subscription.id, order_id=sale.order.id, reason="terminated"
        ),
        "order_refunded": OrderRefunded(
            order_id=sale.order.id,
            number=sale.order.number,
            invoice_id=sale.invoice.id,
            subscription_id=sale.subscription.id,
            reason="asked_by_customer",
        ),
    }


async def tell(session: AsyncSession, event: Event, account_id: UUID | None) -> None:
    """Write an event down and give it to the notification handlers alone."""
    row = EventRow(
        type=event.type,
        version=event.version,
        account_id=account_id,
        payload=event.model_dump(mode="json"),
        actor_kind=ActorKind.SYSTEM,
        request_id="test",
        occurred_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await tell_again(session, event)


async def tell_again(session: AsyncSession, event: Event) -> None:
    """Give the newest such event to them once more, as after a lost lease."""
    newest = select(EventRow).where(col(EventRow.type) == event.type)
    row = await session.scalar(newest.order_by(col(EventRow.id).desc()).limit(1))
    assert row is not None
    for listener in handlers_of(type(event)):
        if listener.name.startswith("notifications."):
            await tasks.handle(session, event_id=row.id, handler=listener.name)
