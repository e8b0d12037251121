"""Who may see background work, and run it again: staff only."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

JobReader = Annotated[Principal, requires_staff(Permission.JOBS_READ)]
JobRetrier = Annotated[Principal, requires_staff(Permission.JOBS_RETRY)]
