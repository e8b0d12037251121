"""Who may search: every member of an account, all staff; what each finds is decided by kind."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

Searcher = Annotated[Principal, requires(Permission.SERVICES_READ)]
StaffSearcher = Annotated[Principal, requires_staff(Permission.ORDERS_READ)]
