"""Who may see and change settings: owners and administrators hold it by their roles."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

SettingsReader = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE)]
SettingsManager = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE, recent_auth=True)]
