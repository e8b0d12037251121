"""Accounts as other features know them, and what each role of a member allows."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.core import clock
from app.core.errors import NotFoundError
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.models import Account, AccountMember
from app.features.accounts.schemas import AccountRead, OrderIntent
from app.features.settings import service as settings
from app.features.settings.schemas import LocaleSettings
from app.features.users import service as users
from app.features.users.schemas.people import Contact

INTENT_LIFETIME = timedelta(days=2)
_MAILED = (MemberRole.OWNER, MemberRole.BILLING)


async def create_account(
    session: AsyncSession, name: str, owner_user_id: UUID, intent: OrderIntent | None = None
) -> Account:
    """Make an account in the installation's currency and country, owned by the person.

    Language and time zone are the person's. What they are about to order is kept for
    `INTENT_LIFETIME`: the mail that confirms the address may be opened on another device.
    Raises NotFoundError where there is no such person.
    """
    owner = await users.contact(session, owner_user_id)
    defaults = await settings.values(session, LocaleSettings)
    account = await AccountDAO(session).add(
        Account(
            name=name,
            currency=defaults.currency,
            country=defaults.country,
            locale=owner.locale,
            time_zone=owner.time_zone,
            created_at=clock.now(),
            intended_plan=intent.plan if intent else None,
            intended_period=intent.period if intent else None,
            intended_until=clock.now() + INTENT_LIFETIME if intent else None,
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


async def adopt_currency(session: AsyncSession, currency: str) -> None:
    """Let every account have this currency; answers `settings.adopt_currency`."""
    await AccountDAO(session).set_currency(currency)


async def forget_intent(session: AsyncSession, account_id: UUID) -> None:
    """Forget what the owner was about to order: something is ordered."""
    await AccountDAO(session).forget_intent(account_id)


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
