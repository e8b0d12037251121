"""What e-mails and in-app notifications brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.notifications import NotificationAdded
from app.features.notifications.dao import INVARIANTS
from app.features.notifications.service.rules import RULES
from app.manifest import Feature

feature = Feature(
    routers=("router",),
    event_access={NotificationAdded: Permission.NOTIFICATIONS_READ},
    invariants=INVARIANTS,
    notifications=RULES,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.NOTIFICATIONS_READ},
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.NOTIFICATIONS_READ},
        MemberRole.BILLING: {Permission.NOTIFICATIONS_READ},
        MemberRole.TECHNICAL: {Permission.NOTIFICATIONS_READ},
    },
    service_permissions={Permission.NOTIFICATIONS_READ},
)
