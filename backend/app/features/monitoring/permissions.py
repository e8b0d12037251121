"""Who may see graphs and checks: members of the account, and staff."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

MonitoringReader = Annotated[Principal, requires(Permission.MONITORING_READ)]
MonitoringStaff = Annotated[Principal, requires_staff(Permission.MONITORING_READ)]
