"""Who may see and change accounts, their people and their tokens."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

AccountReader = Annotated[Principal, requires(Permission.ACCOUNTS_READ)]
AccountManager = Annotated[Principal, requires(Permission.ACCOUNTS_MANAGE)]
MemberManager = Annotated[
    Principal, requires(Permission.ACCOUNTS_MANAGE, oneself=True, recent_auth=True)
]
"""For what gives or takes privileges."""

InvitationRevoker = Annotated[Principal, requires(Permission.ACCOUNTS_MANAGE, oneself=True)]
TokenReader = Annotated[Principal, requires(Permission.TOKENS_MANAGE, oneself=True)]
TokenMaker = Annotated[
    Principal, requires(Permission.TOKENS_MANAGE, oneself=True, recent_auth=True)
]

UserReader = Annotated[Principal, requires_staff(Permission.USERS_READ)]
UserManager = Annotated[Principal, requires_staff(Permission.USERS_MANAGE)]
StaffReader = Annotated[Principal, requires_staff(Permission.ROLES_READ)]
RoleAssigner = Annotated[Principal, requires_staff(Permission.ROLES_ASSIGN, recent_auth=True)]
Impersonator = Annotated[Principal, requires_staff(Permission.USERS_IMPERSONATE, recent_auth=True)]
