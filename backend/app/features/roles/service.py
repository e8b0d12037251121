"""Use cases of staff roles, and what the built-in ones allow."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.features.roles.dao import RoleDAO, StaffRoleDAO
from app.features.roles.errors import RoleNotFoundError
from app.features.roles.models import BuiltInRole

_SUPPORT = frozenset(
    {
        Permission.USERS_READ,
        Permission.ACCOUNTS_READ,
        Permission.BILLING_READ,
        Permission.ORDERS_READ,
        Permission.NODES_READ,
        Permission.SERVICES_READ,
        Permission.MONITORING_READ,
        Permission.NOTIFICATIONS_READ,
    }
)
_BILLING = frozenset(
    {
        Permission.USERS_READ,
        Permission.ACCOUNTS_READ,
        Permission.BILLING_READ,
        Permission.BILLING_MANAGE,
        Permission.BILLING_REFUND,
        Permission.BILLING_ADJUST,
        Permission.ORDERS_READ,
        Permission.ORDERS_MANAGE,
        Permission.SERVICES_READ,
    }
)
_OPERATOR = frozenset(
    {
        Permission.ACCOUNTS_READ,
        Permission.ORDERS_READ,
        Permission.NODES_READ,
        Permission.NODES_MANAGE,
        Permission.SERVICES_READ,
        Permission.SERVICES_MANAGE,
        Permission.MONITORING_READ,
        Permission.JOBS_READ,
        Permission.JOBS_RETRY,
    }
)
_EVERYTHING = frozenset(Permission)

STAFF_PERMISSIONS: dict[BuiltInRole, frozenset[Permission]] = {
    BuiltInRole.SUPPORT: _SUPPORT,
    BuiltInRole.BILLING: _BILLING,
    BuiltInRole.OPERATOR: _OPERATOR,
    BuiltInRole.ADMIN: _EVERYTHING - {Permission.ROLES_ASSIGN},
    BuiltInRole.OWNER: _EVERYTHING,
}


async def seed(session: AsyncSession) -> None:
    """Write the built-in roles as they are in this version; safe to repeat."""
    for role, permissions in STAFF_PERMISSIONS.items():
        await RoleDAO(session).put_built_in(role, permissions)


async def assign(session: AsyncSession, user_id: UUID, role: str) -> None:
    """Let a person hold a role; raises RoleNotFoundError. Holding it already is fine."""
    role_id = await RoleDAO(session).id_of(role)
    if role_id is None:
        raise RoleNotFoundError
    await StaffRoleDAO(session).give(user_id, role_id)
