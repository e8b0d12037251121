"""Who may see and change how the installation looks: whoever may its other settings."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

BrandReader = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE)]
BrandManager = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE, recent_auth=True)]
