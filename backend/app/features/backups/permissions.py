"""Who may see and start backups: staff who look after the settings."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

BackupKeyMaker = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE, recent_auth=True)]
BackupManager = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE)]
