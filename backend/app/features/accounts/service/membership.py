"""Accounts as other features know them, and what each role of a member allows."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.core import clock
from app.core.errors import NotFoundError
from app.core.settings import get_settings
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.models import Account, AccountMember
from app.features.accounts.schemas import AccountRead
from app.features.users import service as users
from app.features.users.schemas.people import Contact

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
