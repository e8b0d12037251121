"""Events about notifications."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class NotificationAdded(Event):
    """An account has a new in-app notification."""

    type: ClassVar = "notification.added"

    notification_id: UUID


class MailTemplateBroken(Event):
    """A template that staff wrote could not be used: the default was sent instead."""

    type: ClassVar = "mail_template.broken"

    template: str
    locale: str
    failure: str
