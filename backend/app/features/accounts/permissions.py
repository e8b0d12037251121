"""Who may see accounts."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

CustomerReader = Annotated[Principal, requires_staff(Permission.ACCOUNTS_READ)]
