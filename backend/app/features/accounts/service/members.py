"""The people of an account: listed, changed, removed, leaving, and the owner's succession."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.auth.roles import MemberRole
from app.core import clock
from app.core.errors import ForbiddenError
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.accounts import MemberChanged, MemberRemoved
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.members import MEMBERS, AccountMemberDAO
from app.features.accounts.errors import ExpiryInvalidError, NotOwnerError, OwnerStaysError
from app.features.accounts.models import RANKS, AccountMember
from app.features.accounts.schemas import MemberPatch, MemberQuery, MemberRead
from app.features.accounts.service import grants
from app.features.users import service as users
from app.manifest import AccessEnd, AccessLoss, member_permissions, revoke_credentials


async def page_members(reads: Reads, principal: Principal, query: MemberQuery) -> bytes:
    """Return a page of the account's people as `PageRead[MemberRead]`."""
    return await MEMBERS.page(reads, query, principal.scope(), **_reader(principal))


def _reader(principal: Principal) -> dict[str, object]:
    return {
        "reader": principal.user_id,
        "rank": _rank(principal),
        "oneself": principal.oneself,
        "now": clock.now(),
    }


def _rank(principal: Principal) -> int:
    """Return the rank that goes with what the caller may do: programs have that of their scopes."""
    fitting = [
        RANKS[role]
        for role, permissions in member_permissions().items()
        if permissions <= principal.permissions
    ]
    return max(fitting, default=0)


async def update_member(
    session: AsyncSession, principal: Principal, member_id: UUID, patch: MemberPatch
) -> MemberRead:
    """Change the given fields of a membership below the caller's own, at once.

    Raises NotFoundError, MemberTooHighError and what `grants.check_grant` raises.
    """
    grantor = await grants.manager(session, principal)
    members = AccountMemberDAO(session, principal.scope())
    member = await members.lock(member_id)
    grants.check_below(grantor, member)
    given: dict[str, Any] = patch.model_dump(exclude_unset=True)
    wanted = {name: getattr(member, name) for name in ("role", "services", "expires_at")} | given
    if given.get("expires_at") is None:  # one that is kept may have passed
        await grants.check_grant(session, grantor, wanted["role"], wanted["services"], None)
    else:
        await grants.check_grant(session, grantor, **wanted)
    before = member.model_dump(mode="json")
    await members.patch(member_id, given)
    after = member.model_dump(mode="json")
    changes = {name: [before[name], after[name]] for name in given if before[name] != after[name]}
    if changes:
        await _changed(session, AuditAction.MEMBER_CHANGED, member, changes)
    return await _read(session, principal, member_id)


async def remove_member(session: AsyncSession, principal: Principal, member_id: UUID) -> None:
    """End a membership below the caller's own; raises NotFoundError or MemberTooHighError."""
    grantor = await grants.manager(session, principal)
    member = await AccountMemberDAO(session, principal.scope()).lock(member_id)
    if member.role is MemberRole.OWNER:
        raise OwnerStaysError
    grants.check_below(grantor, member)
    await _remove(session, member)


async def leave(session: AsyncSession, principal: Principal) -> None:
    """End the caller's own membership; the session then acts for another account, if any.

    Raises OwnerStaysError, or ForbiddenError where the caller acts for no account.
    """
    if principal.account_id is None:
        raise ForbiddenError
    await AccountDAO(session).lock(principal.account_id)
    member = await grants.membership_of(session, principal)
    if member.role is MemberRole.OWNER:
        raise OwnerStaysError
    await _remove(session, member)
    await users.choose_account(session, principal.session, None)


async def make_owner(session: AsyncSession, principal: Principal, member_id: UUID) -> MemberRead:
    """Hand the account over to a lasting member; the caller stays as an admin.

    Raises NotFoundError, NotOwnerError, ExpiryInvalidError for a membership that ran out.
    """
    owner = await grants.manager(session, principal)
    if owner.role is not MemberRole.OWNER:
        raise NotOwnerError
    members = AccountMemberDAO(session, principal.scope())
    new_owner = await members.lock(member_id)
    if new_owner.id == owner.id:
        return await _read(session, principal, member_id)
    if new_owner.expires_at is not None and new_owner.expires_at <= clock.now():
        raise ExpiryInvalidError
    await users.require_verified(session, new_owner.user_id)
    # One after the other: the database allows one owner at any moment, and asks for one at commit.
    await members.patch(owner.id, {"role": MemberRole.ADMIN})
    await _announce(session, owner)
    was = new_owner.role
    promoted = {"role": MemberRole.OWNER, "services": None, "expires_at": None}
    await members.patch(new_owner.id, promoted)
    changes = {"role": [was, MemberRole.OWNER], "former_owner_id": str(owner.user_id)}
    await _changed(session, AuditAction.OWNERSHIP_TRANSFERRED, new_owner, changes)
    return await _read(session, principal, member_id)


async def _remove(session: AsyncSession, member: AccountMember) -> None:
    await AccountMemberDAO(session).remove(member.id)
    await revoke_credentials(
        session, AccessLoss(member.user_id, AccessEnd.MEMBERSHIP_ENDED, member.account_id)
    )
    target = Target("user", member.user_id)
    changes = {"role": member.role}
    await record(
        session, AuditEntry(AuditAction.MEMBER_REMOVED, member.account_id, target, changes)
    )
    event = MemberRemoved(member_id=member.id, user_id=member.user_id)
    await publish(session, event, account_id=member.account_id)


async def _changed(
    session: AsyncSession, action: AuditAction, member: AccountMember, changes: dict[str, Any]
) -> None:
    target = Target("user", member.user_id)
    await record(session, AuditEntry(action, member.account_id, target, changes))
    await _announce(session, member)


async def _announce(session: AsyncSession, member: AccountMember) -> None:
    event = MemberChanged(member_id=member.id, user_id=member.user_id, role=member.role)
    await publish(session, event, account_id=member.account_id)


async def _read(session: AsyncSession, principal: Principal, member_id: UUID) -> MemberRead:
    scope = Scope.account(principal.account)
    reads = TransactionReads(session)
    found = await MEMBERS.get(reads, member_id, scope, **_reader(principal))
    return MemberRead.model_validate_json(found)
