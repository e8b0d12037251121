"""Events about what is told to people."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class NotificationAdded(Event):
    """The bell of an account has something new."""

    type: ClassVar = "notification.added"

    notification_id: UUID
