"""Who may see an account's bell."""

from typing import Annotated

from app.auth.dependencies import requires
from app.auth.permissions import Permission
from app.auth.principal import Principal

BellReader = Annotated[Principal, requires(Permission.NOTIFICATIONS_READ)]
