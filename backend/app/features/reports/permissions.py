"""Who may see the first pages and customers: all staff read orders, all members read services."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

OverviewReader = Annotated[Principal, requires_staff(Permission.ORDERS_READ)]
SummaryReader = Annotated[Principal, requires(Permission.SERVICES_READ)]
CustomerReader = Annotated[Principal, requires_staff(Permission.ACCOUNTS_READ)]
