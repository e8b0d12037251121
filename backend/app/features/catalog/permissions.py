"""Who may see and change the catalogue before it is sold: staff only."""

from typing import Annotated

from app.auth.dependencies import requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

CatalogReader = Annotated[Principal, requires_staff(Permission.CATALOG_READ)]
CatalogManager = Annotated[Principal, requires_staff(Permission.CATALOG_MANAGE)]
