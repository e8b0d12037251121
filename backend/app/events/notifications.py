"""Events about notifications."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class NotificationAdded(Event):
    """An account has a new in-app notification."""

    type: ClassVar = "notification.added"

    notification_id: UUID
