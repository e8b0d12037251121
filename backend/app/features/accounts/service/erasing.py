"""Accounts forget a person: those of their own are emptied, others go on without them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.core import clock
from app.events.accounts import MemberRemoved
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.erasing import ErasingDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.models import AccountMember
from app.features.users import service as users
from app.manifest import ErasedPerson


async def lock_owned(session: AsyncSession, user_id: UUID) -> list[UUID]:
    """Return the accounts the person owns; these, and all they work in, are locked."""
    dao = ErasingDAO(session)
    await dao.lock_all(user_id)
    found = await dao.memberships(user_id)
    return [one.account_id for one in found if one.role is MemberRole.OWNER]


async def erase(session: AsyncSession, person: ErasedPerson) -> None:
    """Empty the person's own accounts, and take the person out of all others.

    The accounts stay, owned by nobody one could name: invoices and the ledger refer to them.
    """
    dao, now = ErasingDAO(session), clock.now()
    accounts, user_id = person.accounts, person.user_id
    for member in await dao.memberships(user_id):
        if member.role is not MemberRole.OWNER:
            await _leave(session, member)
    await dao.end_tokens(accounts, user_id, now)
    await dao.end_invitations(accounts, user_id, person.email, users.erased_address(user_id), now)
    await dao.blank(accounts)


async def _leave(session: AsyncSession, member: AccountMember) -> None:
    await AccountMemberDAO(session).remove(member.id)
    target = Target("user", member.user_id)
    entry = AuditEntry(AuditAction.MEMBER_REMOVED, member.account_id, target, {"role": member.role})
    await record(session, entry)
    event = MemberRemoved(member_id=member.id, user_id=member.user_id)
    await publish(session, event, account_id=member.account_id)
