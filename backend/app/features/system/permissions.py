"""Who may see how the installation is: those of the staff who keep it running."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

SystemReader = Annotated[Principal, requires_staff(Permission.SYSTEM_READ)]
