"""SQL on e-mails and in-app notifications, and the data that they show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Select,
    String,
    Uuid,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import col

from app.celery.job import Job, JobState
from app.core import clock
from app.core.ids import new_id
from app.core.money import MoneyRead
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery
from app.dao.upsert import Upsert
from app.features.billing.models import Invoice, InvoiceLine, Subscription
from app.features.catalog.schemas import Period
from app.features.deployments.models import Service
from app.features.notifications.models import Mail, MailState, Notification, ReadMark
from app.features.notifications.schemas import InvoiceSnapshot, LineSnapshot, ServiceSnapshot
from app.features.orders.models import Order

_MARK = (
    select(col(ReadMark.read_at))
    .where(
        col(ReadMark.notification_id) == col(Notification.id),
        col(ReadMark.user_id) == bindparam("reader", type_=Uuid()),
    )
    .correlate(Notification)
    .scalar_subquery()
)
_SEEN_SERVICES = bindparam("services", type_=ARRAY(Uuid()))
_READABLE = col(Notification.permission) == any_(bindparam("held", type_=ARRAY(String())))

_NAMED = ("inviter", "user_name", "staff_name", "account_name")
"""Where e-mails name people, and accounts, that they are not addressed to."""

NOTIFICATIONS = JsonQuery(
    rows=select(
        col(Notification.id),
        col(Notification.event_type),
        col(Notification.text),
        col(Notification.tone),
        col(Notification.path),
        col(Notification.service_id),
        col(Notification.invoice_id),
        col(Notification.created_at),
        _MARK.label("read_at"),
    ).where(_READABLE),
    key=col(Notification.id),
    owner=col(Notification.account_id),
    service=col(Notification.service_id),
    flags={"unread": _MARK.is_(None)},
)
"""Notifications as `reader` sees them, those that need no more than the permissions `held`."""

UNREAD = JsonQuery(
    rows=select(func.count().label("unread"))
    .select_from(Notification)
    .where(
        col(Notification.account_id) == bindparam("account", type_=Uuid()),
        or_(_SEEN_SERVICES.is_(None), col(Notification.service_id) == any_(_SEEN_SERVICES)),
        _READABLE,
        _MARK.is_(None),
    )
)


_WRITE = Upsert(Mail, "ON CONSTRAINT uq_mail_event_recipient_template")
_ADD = Upsert(Notification, "ON CONSTRAINT uq_notification_event_rule")
_MARK_READ = Upsert(ReadMark, "ON CONSTRAINT uq_notification_read_by")


class MailDAO(BaseDAO[Mail]):
    """SQL on e-mails."""

    model = Mail

    async def write(self, emails: Sequence[Mail]) -> Sequence[UUID]:
        """Keep e-mails to be sent; returns the ids of those that were not written before."""
        return await _WRITE.put_all(self.session, [email.model_dump() for email in emails])

    async def prune(self, before: datetime) -> None:
        """Delete the e-mails written before then; one that is still to be sent stays."""
        await self.session.execute(
            delete(Mail).where(col(Mail.created_at) < before, col(Mail.state) != MailState.PENDING)
        )

    async def forget(self, user_id: UUID, email: str, instead: str) -> None:
        """Blank the e-mails to a person, and those to their address."""
        theirs = or_(
            col(Mail.user_id) == user_id, func.lower(col(Mail.recipient)) == func.lower(email)
        )
        blank: dict[str, Any] = {
            "recipient": instead,
            "name": "",
            "params": {},
            "sealed": None,
            "error": None,
        }
        await self.session.execute(
            update(Mail).where(theirs).values(blank).execution_options(synchronize_session=False)
        )

    async def blank_names(self, names: Sequence[str]) -> None:
        """Blank names where e-mails to others say who did something, and where."""
        for key in _NAMED:
            await self.session.execute(
                update(Mail)
                .where(col(Mail.params)[key].astext.in_(names))
                .values(params=col(Mail.params).op("||")(literal({key: ""}, JSONB)))
                .execution_options(synchronize_session=False)
            )

    async def give_up(self, mail_id: UUID, error: str) -> None:
        """Note that an e-mail could not be sent."""
        unsent = update(Mail).where(col(Mail.id) == mail_id, col(Mail.state) != MailState.SENT)
        await self.session.execute(unsent.values(state=MailState.FAILED, error=error))


class NotificationDAO(BaseDAO[Notification]):
    """SQL on in-app notifications."""

    model = Notification
    owner = "account_id"
    service_key = "service_id"

    async def add_once(self, line: Notification) -> bool:
        """Write a notification; False where the event has it already."""
        return await _ADD.put(self.session, line.model_dump()) is not None

    async def mark(self, user_id: UUID, notification_id: UUID | None = None) -> None:
        """Note that a person has seen one line in scope, or all of them."""
        lines = self.rows().with_only_columns(col(Notification.id))
        if notification_id is not None:
            lines = lines.where(col(Notification.id) == notification_id)
        seen = select(col(ReadMark.id)).where(
            col(ReadMark.notification_id) == col(Notification.id),
            col(ReadMark.user_id) == user_id,
        )
        unseen = await self.session.scalars(lines.where(~seen.exists()))
        read = {"user_id": user_id, "read_at": clock.now()}
        marks = [read | {"id": new_id(), "notification_id": line} for line in unseen]
        await _MARK_READ.put_all(self.session, marks)

    async def forget(self, user_id: UUID) -> None:
        """Delete what a person has seen."""
        await self.session.execute(delete(ReadMark).where(col(ReadMark.user_id) == user_id))

    async def prune(self, *, read: datetime, unread: datetime) -> None:
        """Delete the lines written before `read` that somebody saw, and all before `unread`."""
        seen = select(col(ReadMark.id)).where(col(ReadMark.notification_id) == col(Notification.id))
        await self.session.execute(
            delete(Notification).where(
                col(Notification.created_at) < read,
                or_(seen.exists(), col(Notification.created_at) < unread),
            )
        )


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


INVARIANTS: dict[str, Select[Any]] = {
    "notifications.unsent_mail_has_its_job": select(col(Mail.id), col(Mail.template)).where(
        col(Mail.state) == MailState.PENDING,
        ~select(col(Job.id))
        .where(
            col(Job.key) == "mail:" + cast(col(Mail.id), String),
            col(Job.state).in_([JobState.PENDING, JobState.LEASED]),
        )
        .correlate(Mail)
        .exists(),
    ),
}
"""Selects that must find nothing."""
