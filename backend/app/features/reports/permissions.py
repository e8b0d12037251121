"""Who may see the first pages: every role of staff reads orders, every member reads services."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

OverviewReader = Annotated[Principal, requires_staff(Permission.ORDERS_READ)]
SummaryReader = Annotated[Principal, requires(Permission.SERVICES_READ)]
