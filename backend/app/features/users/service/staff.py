"""Staff's work on people: who is staff, and who may not sign in any more."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.roles import BuiltInRole
from app.core.errors import NotFoundError
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.users import UserDisabled
from app.features.roles import service as roles
from app.features.roles.errors import LastOwnerError
from app.features.users.audit import AuditAction
from app.features.users.dao.people import UserDAO
from app.features.users.schemas.staff import StaffCreate
from app.manifest import AccessEnd, AccessLoss, revoke_credentials


async def appoint(session: AsyncSession, staff: Principal, payload: StaffCreate) -> UUID:
    """Give a person roles and return their id; raises NotFoundError and as `set_roles`."""
    user_id = payload.user_id
    if payload.email is not None:
        known = await UserDAO(session).by_email(payload.email)
        user_id = known.id if known else None
    if user_id is None:
        raise NotFoundError
    await set_roles(session, staff, user_id, payload.role_ids)
    return user_id


async def set_roles(
    session: AsyncSession, staff: Principal, user_id: UUID, role_ids: Collection[UUID]
) -> None:
    """Let a person hold these roles and no others; without any they are staff no more.

    Raises NotFoundError, LastOwnerError and what `roles.set_roles` raises.
    """
    people = UserDAO(session)
    await people.get(user_id)
    taken = await roles.set_roles(session, staff, user_id, role_ids)
    if BuiltInRole.OWNER in taken and not await people.active_owners():
        raise LastOwnerError


async def disable(session: AsyncSession, staff: Principal, user_id: UUID, reason: str) -> None:
    """Keep a person out, from the next request on; what they act through ends.

    Raises NotFoundError, NotBelowError.
    """
    await _set_active(session, staff, user_id, reason, active=False)
    await revoke_credentials(session, AccessLoss(user_id, AccessEnd.USER_DISABLED))


async def enable(session: AsyncSession, staff: Principal, user_id: UUID, reason: str) -> None:
    """Let a person sign in again; raises as `disable`."""
    await _set_active(session, staff, user_id, reason, active=True)


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
