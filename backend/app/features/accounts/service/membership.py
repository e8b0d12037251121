"""Accounts as other features know them, and what each role of a member allows."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.core import clock
from app.core.errors import NotFoundError
from app.core.settings import get_settings
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.models import Account, AccountMember, MemberRole
from app.features.accounts.schemas import AccountRead
from app.features.users import service as users
from app.features.users.schemas.people import Contact

_READ_ONLY = frozenset(
    {
        Permission.ACCOUNTS_READ,
        Permission.BILLING_READ,
        Permission.ORDERS_READ,
        Permission.SERVICES_READ,
        Permission.MONITORING_READ,
        Permission.NOTIFICATIONS_READ,
    }
)
_BILLING = _READ_ONLY - {Permission.MONITORING_READ} | {Permission.BILLING_MANAGE}
_TECHNICAL = _READ_ONLY - {Permission.BILLING_READ} | {
    Permission.SERVICES_MANAGE,
    Permission.SERVICES_DELETE,
}
_ADMIN = (
    _BILLING
    | _TECHNICAL
    | {
        Permission.ACCOUNTS_MANAGE,
        Permission.ORDERS_MANAGE,
        Permission.TOKENS_MANAGE,
        Permission.AUDIT_READ,
    }
)
_OWNER = _ADMIN | {Permission.ROLES_READ, Permission.ROLES_ASSIGN}

MEMBER_PERMISSIONS: dict[MemberRole, frozenset[Permission]] = {
    MemberRole.OWNER: _OWNER,
    MemberRole.ADMIN: _ADMIN,
    MemberRole.BILLING: _BILLING,
    MemberRole.TECHNICAL: _TECHNICAL,
    MemberRole.READ_ONLY: _READ_ONLY,
}

SCOPED_PERMISSIONS = frozenset(
    {
        Permission.SERVICES_READ,
        Permission.SERVICES_MANAGE,
        Permission.SERVICES_DELETE,
        Permission.MONITORING_READ,
        Permission.NOTIFICATIONS_READ,
    }
)
"""What somebody narrowed to single services can have: nothing about the account as a whole."""

_MAILED = (MemberRole.OWNER, MemberRole.BILLING)


async def create_account(session: AsyncSession, name: str, owner_user_id: UUID) -> Account:
    """Make an account in the installation's currency, owned by the person.

    Language and time zone are the person's. Raises NotFoundError where there is no such person.
    """
    owner = await users.contact(session, owner_user_id)
    account = await AccountDAO(session).add(
        Account(
            name=name,
            currency=get_settings().currency,
            locale=owner.locale,
            time_zone=owner.time_zone,
            created_at=clock.now(),
        )
    )
    member = AccountMember(
        account_id=account.id,
        user_id=owner_user_id,
        role=MemberRole.OWNER,
        created_at=clock.now(),
    )
    await AccountMemberDAO(session).add(member)
    return account


async def account_snapshot(session: AsyncSession, account_id: UUID) -> AccountRead:
    """Return an account and who owns it, as they are now; raises NotFoundError."""
    found = await AccountDAO(session).owned(account_id)
    if found is None:
        raise NotFoundError
    account, owner = found
    return AccountRead(
        id=account.id,
        name=account.name,
        currency=account.currency,
        locale=account.locale,
        time_zone=account.time_zone,
        owner_user_id=owner.id,
        owner_name=owner.name,
        owner_email=owner.email,
        owner_verified=owner.is_verified,
    )


async def contacts(session: AsyncSession, account_id: UUID) -> list[Contact]:
    """Return who gets the account's mail: its owner and billing members, disabled ones left out."""
    people = await AccountMemberDAO(session).people(account_id, _MAILED, clock.now())
    return [users.contact_of(person) for person in people]
