"""Who may see and manage the nodes: staff only."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

NodeReader = Annotated[Principal, requires_staff(Permission.NODES_READ)]
NodeManager = Annotated[Principal, requires_staff(Permission.NODES_MANAGE)]
