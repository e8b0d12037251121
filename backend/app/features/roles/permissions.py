"""Who may see and change roles."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

RoleReader = Annotated[Principal, requires_staff(Permission.ROLES_READ)]
RoleManager = Annotated[Principal, requires_staff(Permission.ROLES_MANAGE, recent_auth=True)]
