"""Who may read the audit: members of theirs, staff of everybody's."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

AuditReader = Annotated[Principal, requires(Permission.AUDIT_READ)]
AuditStaff = Annotated[Principal, requires_staff(Permission.AUDIT_READ)]
