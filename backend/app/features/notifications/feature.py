"""What e-mails and in-app notifications brings along."""

from app.auth.permissions import Permission
from app.events.notifications import NotificationAdded
from app.features.notifications.dao import INVARIANTS
from app.features.notifications.service.rules import RULES
from app.manifest import Feature

feature = Feature(
    routers=("router",),
    event_access={NotificationAdded: Permission.NOTIFICATIONS_READ},
    invariants=INVARIANTS,
    notifications=RULES,
)
