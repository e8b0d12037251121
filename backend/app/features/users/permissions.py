"""Who may change other people."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

UserManagerStepUp = Annotated[Principal, requires_staff(Permission.USERS_MANAGE, recent_auth=True)]
UserReader = Annotated[Principal, requires_staff(Permission.USERS_READ)]
