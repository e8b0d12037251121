"""Who may see an account's notifications."""

from typing import Annotated

from app.auth.dependencies import requires
from app.auth.permissions import Permission
from app.auth.principal import Principal

NotificationReader = Annotated[Principal, requires(Permission.NOTIFICATIONS_READ)]
