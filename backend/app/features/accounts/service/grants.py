"""What may be given to whom: asked whenever a role or a scope is written, never when it is shown.

The caller's membership is read anew under a lock of the account, so that whoever was demoted a
moment ago gives nothing away.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.roles import MemberRole
from app.core import clock
from app.core.errors import ForbiddenError
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.errors import (
    ExpiryInvalidError,
    GrantTooHighError,
    MemberTooHighError,
    ServicesNotScopableError,
    UnknownServicesError,
)
from app.features.accounts.models import RANKS, SCOPABLE, AccountMember
from app.features.accounts.service.ports import owns_services
from app.manifest import member_permissions


async def manager(session: AsyncSession, principal: Principal) -> AccountMember:
    """Return the caller's membership with the account locked; raises ForbiddenError."""
    await AccountDAO(session).lock(principal.account)
    found = await membership_of(session, principal)
    if Permission.ACCOUNTS_MANAGE not in member_permissions()[found.role]:
        raise ForbiddenError
    return found


async def membership_of(session: AsyncSession, principal: Principal) -> AccountMember:
    """Return the caller's membership as it is now; raises ForbiddenError where it has ended."""
    members = AccountMemberDAO(session)
    found = await members.of(principal.account, principal.user_id, clock.now())
    if found is None:
        raise ForbiddenError
    return found


def may_grant(grantor: MemberRole, role: MemberRole) -> bool:
    """Tell whether one role may give the other: all of it is held; ownership is handed over."""
    return (
        role is not MemberRole.OWNER and member_permissions()[role] <= member_permissions()[grantor]
    )


async def check_grant(
    session: AsyncSession,
    grantor: AccountMember,
    role: MemberRole,
    services: Collection[UUID] | None,
    expires_at: datetime | None,
) -> None:
    """Raise where this membership may not be given.

    GrantTooHighError, ServicesNotScopableError, UnknownServicesError or ExpiryInvalidError.
    """
    if not may_grant(grantor.role, role):
        raise GrantTooHighError
    if services is not None and role not in SCOPABLE:
        raise ServicesNotScopableError
    await check_services(session, grantor.account_id, services)
    if expires_at is not None and expires_at <= clock.now():
        raise ExpiryInvalidError


async def check_services(
    session: AsyncSession, account_id: UUID, services: Collection[UUID] | None
) -> None:
    """Raise UnknownServicesError where one of them is not the account's."""
    if services and not await owns_services(session, account_id, services):
        raise UnknownServicesError


def check_below(grantor: AccountMember, member: AccountMember) -> None:
    """Raise MemberTooHighError where the member's rank is not below the grantor's."""
    if RANKS[member.role] >= RANKS[grantor.role]:
        raise MemberTooHighError
