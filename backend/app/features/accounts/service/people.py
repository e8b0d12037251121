"""People as staff see and change them: with their accounts, their roles, and what may be done."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.features.accounts.dao.people import STAFF, USERS
from app.features.users import service as users
from app.features.users.schemas.staff import (
    StaffCreate,
    StaffPatch,
    StaffQuery,
    StaffRead,
    UserAdminRead,
    UserQuery,
)


async def page_users(reads: Reads, staff: Principal, query: UserQuery) -> bytes:
    """Answer `PageRead[UserAdminRead]`."""
    return await USERS.page(reads, query, Scope.all(), **_reader(staff))


async def read_user(reads: Reads, staff: Principal, user_id: UUID) -> bytes:
    """Answer `UserAdminRead`; raises NotFoundError."""
    return await USERS.get(reads, user_id, Scope.all(), **_reader(staff))


def _reader(staff: Principal) -> dict[str, Any]:
    held = staff.staff_permissions
    return {
        "held": sorted(held),
        "manages": Permission.USERS_MANAGE in held,
        "impersonates": Permission.USERS_IMPERSONATE in held,
        "now": clock.now(),
    }


async def page_staff(reads: Reads, query: StaffQuery) -> bytes:
    """Answer `PageRead[StaffRead]`: the people who hold a role."""
    return await STAFF.page(reads, query, Scope.all())


async def appoint(session: AsyncSession, staff: Principal, payload: StaffCreate) -> StaffRead:
    """Raises what `users.appoint` raises."""
    user_id = await users.appoint(session, staff, payload)
    return await _read_staff(session, staff, user_id)


async def reappoint(
    session: AsyncSession, staff: Principal, user_id: UUID, patch: StaffPatch
) -> StaffRead:
    """Raises what `users.set_roles` raises."""
    await users.set_roles(session, staff, user_id, patch.role_ids)
    return await _read_staff(session, staff, user_id)


async def disable(
    session: AsyncSession, staff: Principal, user_id: UUID, reason: str
) -> UserAdminRead:
    """Raises what `users.disable` raises."""
    await users.disable(session, staff, user_id, reason)
    return await _read(session, staff, user_id)


async def enable(
    session: AsyncSession, staff: Principal, user_id: UUID, reason: str
) -> UserAdminRead:
    """Raises what `users.disable` raises."""
    await users.enable(session, staff, user_id, reason)
    return await _read(session, staff, user_id)


async def _read(session: AsyncSession, staff: Principal, user_id: UUID) -> UserAdminRead:
    found = await read_user(TransactionReads(session), staff, user_id)
    return UserAdminRead.model_validate_json(found)


async def _read_staff(session: AsyncSession, staff: Principal, user_id: UUID) -> StaffRead:
    found = await read_user(TransactionReads(session), staff, user_id)
    return StaffRead.model_validate_json(found)
