"""Staff's work on people: who is staff, and who may not come in any more."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.events.audit_actions import AuditAction
from app.events.outbox import publish
from app.events.users import UserDisabled
from app.features.roles import service as roles
from app.features.users.dao.people import UserDAO
from app.features.users.dao.staff import STAFF, USERS
from app.features.users.schemas.staff import (
    StaffCreate,
    StaffPatch,
    StaffQuery,
    StaffRead,
    UserAdminRead,
    UserQuery,
)
from app.manifest import AccessEnd, AccessLoss, revoke_credentials


async def page_users(reads: Reads, staff: Principal, query: UserQuery) -> bytes:
    """Return a page of everybody there is, as `PageRead[UserAdminRead]`."""
    return await USERS.page(reads, query, Scope.all(), **_reader(staff))


async def read_user(reads: Reads, staff: Principal, user_id: UUID) -> bytes:
    """Return a person as `UserAdminRead`; raises NotFoundError."""
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
    """Return a page of the people who hold a role, as `PageRead[StaffRead]`."""
    return await STAFF.page(reads, query, Scope.all())


async def appoint(session: AsyncSession, staff: Principal, payload: StaffCreate) -> StaffRead:
    """Give a person roles; raises NotFoundError and what `roles.service.set_roles` raises."""
    user_id = payload.user_id
    if payload.email is not None:
        known = await UserDAO(session).by_email(payload.email)
        user_id = known.id if known else None
    if user_id is None:
        raise NotFoundError
    return await _give(session, staff, user_id, payload.role_ids)


async def reappoint(
    session: AsyncSession, staff: Principal, user_id: UUID, patch: StaffPatch
) -> StaffRead:
    """Let a person hold other roles; without any they are staff no more. Raises as `appoint`."""
    return await _give(session, staff, user_id, patch.role_ids)


async def _give(
    session: AsyncSession, staff: Principal, user_id: UUID, role_ids: list[UUID]
) -> StaffRead:
    await UserDAO(session).get(user_id)
    await roles.set_roles(session, staff, user_id, role_ids)
    found = await read_user(TransactionReads(session), staff, user_id)
    return StaffRead.model_validate_json(found)


async def disable(
    session: AsyncSession, staff: Principal, user_id: UUID, reason: str
) -> UserAdminRead:
    """Keep a person out, from the next request on; what they act through ends.

    Raises NotFoundError, NotBelowError.
    """
    await _set_active(session, staff, user_id, reason, active=False)
    await revoke_credentials(session, AccessLoss(user_id, AccessEnd.USER_DISABLED))
    return await _read(session, staff, user_id)


async def enable(
    session: AsyncSession, staff: Principal, user_id: UUID, reason: str
) -> UserAdminRead:
    """Let a person in again; raises as `disable`."""
    await _set_active(session, staff, user_id, reason, active=True)
    return await _read(session, staff, user_id)


async def _set_active(
    session: AsyncSession, staff: Principal, user_id: UUID, reason: str, *, active: bool
) -> None:
    await roles.check_below(session, staff, user_id)
    person = await UserDAO(session).lock(user_id)
    if person.is_active is not active:
        await UserDAO(session).patch(user_id, {"is_active": active})
        action = AuditAction.USER_ENABLED if active else AuditAction.USER_DISABLED
        await record(session, AuditEntry(action, target=Target("user", user_id), reason=reason))
        if not active:
            await publish(session, UserDisabled(user_id=user_id), account_id=None)


async def _read(session: AsyncSession, staff: Principal, user_id: UUID) -> UserAdminRead:
    found = await read_user(TransactionReads(session), staff, user_id)
    return UserAdminRead.model_validate_json(found)
