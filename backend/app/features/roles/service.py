"""Use cases of staff roles, and what the built-in ones allow.

Who gives and takes is read anew under a lock of the roles, so that whoever was demoted a moment
ago gives nothing away, and the last owner cannot leave twice at once.
"""

from collections.abc import Collection
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core.errors import ForbiddenError
from app.dao.errors import map_integrity_errors
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.dao.version import Expected
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.roles import RoleChanged
from app.features.roles.audit import AuditAction
from app.features.roles.dao import ROLES, RoleDAO, StaffRoleDAO
from app.features.roles.errors import (
    GrantsMoreError,
    NotBelowError,
    RoleBuiltInError,
    RoleNotFoundError,
)
from app.features.roles.models import Role
from app.features.roles.schemas import (
    PermissionGroup,
    PermissionsRead,
    RoleCreate,
    RolePatch,
    RoleQuery,
    RoleRead,
)
from app.manifest import staff_permissions


async def seed(session: AsyncSession) -> None:
    """Write the built-in roles as they are in this version; safe to repeat."""
    for role, permissions in staff_permissions().items():
        await RoleDAO(session).put_built_in(role, permissions)


async def assign(session: AsyncSession, user_id: UUID, role: str) -> None:
    """Let a person hold a role; raises RoleNotFoundError. Holding it already is fine."""
    role_id = await RoleDAO(session).id_of(role)
    if role_id is None:
        raise RoleNotFoundError
    await StaffRoleDAO(session).give(user_id, role_id)


async def page_roles(reads: Reads, staff: Principal, query: RoleQuery) -> bytes:
    """Return a page of roles with what the reader may do to each."""
    return await ROLES.page(reads, query, Scope.all(), **_reader(staff))


async def read_role(reads: Reads, staff: Principal, role_id: UUID) -> bytes:
    """`RoleRead`; raises NotFoundError."""
    return await ROLES.get(reads, role_id, Scope.all(), **_reader(staff))


def _reader(staff: Principal) -> dict[str, Any]:
    held = sorted(staff.staff_permissions)
    return {"held": held, "manages": Permission.ROLES_MANAGE in held}


def list_permissions(staff: Principal) -> PermissionsRead:
    """Return every permission by feature, and what the reader holds."""
    groups = groupby(sorted(Permission), lambda permission: permission.partition(":")[0])
    return PermissionsRead(
        groups=[PermissionGroup(name=name, permissions=list(of)) for name, of in groups],
        held=sorted(staff.staff_permissions),
    )


async def create_role(session: AsyncSession, staff: Principal, payload: RoleCreate) -> RoleRead:
    """Make a role of what the grantor holds; raises GrantsMoreError, RoleNameTakenError."""
    held = await _held(session, staff)
    _check_within(held, payload.permissions)
    permissions: list[str] = sorted(payload.permissions)
    role = await RoleDAO(session).add(Role(name=payload.name, permissions=permissions))
    changes = {"name": role.name, "permissions": permissions}
    await _note(session, AuditAction.ROLE_MADE, role.id, changes)
    return await _read(session, staff, role.id)


async def update_role(
    session: AsyncSession, staff: Principal, role_id: UUID, patch: RolePatch, expected: Expected
) -> RoleRead:
    """Change a role below the grantor, for everybody who holds it.

    Raises NotFoundError, RoleBuiltInError, NotBelowError, PreconditionFailedError, GrantsMoreError,
    RoleNameTakenError.
    """
    role = await _changeable(session, staff, role_id)
    expected.check(role)
    wanted = patch.model_dump(exclude_none=True)
    if patch.permissions is not None:
        _check_within(await _held(session, staff), patch.permissions)
        wanted["permissions"] = sorted(patch.permissions)
    before = role.model_dump()
    changes = {name: [before[name], value] for name, value in wanted.items()}
    await RoleDAO(session).patch(role_id, wanted)
    await _note(session, AuditAction.ROLE_CHANGED, role_id, changes)
    return await _read(session, staff, role_id)


async def delete_role(session: AsyncSession, staff: Principal, role_id: UUID) -> None:
    """Remove a role that nobody holds; raises as `update_role`, and RoleInUseError."""
    role = await _changeable(session, staff, role_id)
    changes = {"name": role.name, "permissions": role.permissions}
    with map_integrity_errors():
        await RoleDAO(session).remove(role_id)
    await _note(session, AuditAction.ROLE_REMOVED, role_id, changes)


async def set_roles(
    session: AsyncSession, staff: Principal, user_id: UUID, role_ids: Collection[UUID]
) -> set[str]:
    """Let a person of lower rank hold these roles and no others; return the names of those taken.

    Raises RoleNotFoundError, NotBelowError, GrantsMoreError. One may give up one's own roles, and
    gain none.
    """
    held = await _held(session, staff, Permission.ROLES_ASSIGN)
    roles = RoleDAO(session)
    wanted = {role.id: role for role in await roles.known(role_ids)}
    if len(wanted) < len(set(role_ids)):
        raise RoleNotFoundError
    current = {role.id: role for role in await roles.held_by(user_id)}
    given = [role for key, role in wanted.items() if key not in current]
    taken = [role for key, role in current.items() if key not in wanted]
    if user_id == staff.user_id:
        _check_within(frozenset(), _sum(given))
    else:
        await _check_below(session, held, user_id)
        _check_within(held, _sum(given))
    await _move(session, user_id, given, taken)
    return {role.name for role in taken}


async def _move(session: AsyncSession, user_id: UUID, given: list[Role], taken: list[Role]) -> None:
    staff_roles = StaffRoleDAO(session)
    for role in given:
        await staff_roles.give(user_id, role.id)
        await _note_holder(session, AuditAction.ROLE_ASSIGNED, role, user_id)
    await staff_roles.withdraw(user_id, [role.id for role in taken])
    for role in taken:
        await _note_holder(session, AuditAction.ROLE_WITHDRAWN, role, user_id)


async def _note(
    session: AsyncSession, action: AuditAction, role_id: UUID, changes: dict[str, Any]
) -> None:
    await record(session, AuditEntry(action, target=Target("role", role_id), changes=changes))
    await publish(session, RoleChanged(role_id=role_id), account_id=None)


async def _note_holder(
    session: AsyncSession, action: AuditAction, role: Role, user_id: UUID
) -> None:
    changes = {"role": role.name, "role_id": str(role.id)}
    await record(session, AuditEntry(action, target=Target("user", user_id), changes=changes))
    await publish(session, RoleChanged(role_id=role.id, user_id=user_id), account_id=None)


async def check_below(session: AsyncSession, staff: Principal, user_id: UUID) -> None:
    """Raise NotBelowError where the person holds as much as the caller, or is the caller.

    Until the unit of work ends no role moves.
    """
    held = await _held(session, staff, Permission.USERS_MANAGE)
    if user_id == staff.user_id:
        raise NotBelowError
    await _check_below(session, held, user_id)


async def _held(
    session: AsyncSession, staff: Principal, needed: Permission = Permission.ROLES_MANAGE
) -> frozenset[str]:
    """Lock the roles and return what the caller holds now, never more than the session allows.

    Raises ForbiddenError where the needed permission was lost a moment ago.
    """
    await RoleDAO(session).lock_all()
    held = _sum(await RoleDAO(session).held_by(staff.user_id)) & staff.staff_permissions
    if needed not in held:
        raise ForbiddenError
    return held


def _sum(roles: Collection[Role]) -> frozenset[str]:
    return frozenset().union(*(role.permissions for role in roles))


def _check_within(held: frozenset[str], requested: Collection[str]) -> None:
    if not held.issuperset(requested):
        raise GrantsMoreError


async def _check_below(session: AsyncSession, held: frozenset[str], user_id: UUID) -> None:
    if not _sum(await RoleDAO(session).held_by(user_id)) < held:
        raise NotBelowError


async def _changeable(session: AsyncSession, staff: Principal, role_id: UUID) -> Role:
    held = await _held(session, staff)
    role = await RoleDAO(session).get(role_id)
    if role.built_in:
        raise RoleBuiltInError
    if not frozenset(role.permissions) < held:
        raise NotBelowError
    return role


async def _read(session: AsyncSession, staff: Principal, role_id: UUID) -> RoleRead:
    found = await read_role(TransactionReads(session), staff, role_id)
    return RoleRead.model_validate_json(found)
