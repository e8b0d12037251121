"""SQL on in-app notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Uuid, any_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.core import clock
from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery
from app.dao.upsert import Upsert
from app.features.notifications.models import Notification, ReadMark

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

_ADD = Upsert(Notification, "ON CONSTRAINT uq_notification_event_rule")
_MARK_READ = Upsert(ReadMark, "ON CONSTRAINT uq_notification_read_by")


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
