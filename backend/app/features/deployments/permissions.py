"""Who may see and change services: members of the account, and staff."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

ServiceReader = Annotated[Principal, requires(Permission.SERVICES_READ)]
ServiceManager = Annotated[Principal, requires(Permission.SERVICES_MANAGE)]
ServiceRemover = Annotated[Principal, requires(Permission.SERVICES_DELETE, recent_auth=True)]
NodeReader = Annotated[Principal, requires_staff(Permission.NODES_READ)]
NodeManager = Annotated[Principal, requires_staff(Permission.NODES_MANAGE)]
StaffReader = Annotated[Principal, requires_staff(Permission.SERVICES_READ)]
StaffRemover = Annotated[Principal, requires_staff(Permission.SERVICES_DELETE, recent_auth=True)]
StaffManager = Annotated[Principal, requires_staff(Permission.SERVICES_MANAGE)]
