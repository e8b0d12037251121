"""Customers who are there already."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import MemberRole
from app.core import clock
from app.core.settings import Settings
from app.features.accounts.models import Account, AccountMember
from app.features.accounts.service import membership
from app.features.users.models import AuthSession, User
from tests.factories.users import bearer, make_user


@dataclass(frozen=True)
class Customer:
    """A person signed in and acting for an account."""

    user: User
    account: Account
    headers: dict[str, str]

    @property
    def account_id(self) -> UUID:
        return self.account.id


async def make_account(session: AsyncSession, *, name: str = "Acme") -> Account:
    """Make an account with an owner who is not signed in."""
    owner = await make_user(session)
    return await membership.create_account(session, name, owner.id)


async def make_customer(
    session: AsyncSession,
    settings: Settings,
    *,
    email: str = "",
    name: str = "Acme",
    verified: bool = True,
) -> Customer:
    """Make an account and sign its owner in."""
    user = await make_user(session, email=email, verified=verified)
    account = await membership.create_account(session, name, user.id)
    return Customer(user, account, await bearer(session, settings, user.id))


async def make_member(
    session: AsyncSession,
    settings: Settings,
    account: Account,
    role: MemberRole,
    *,
    services: list[UUID] | None = None,
    expires_at: datetime | None = None,
) -> Customer:
    """Make one more member of an account and sign them in."""
    user = await make_user(session)
    await join(session, account.id, user.id, role, services=services, expires_at=expires_at)
    return Customer(user, account, await bearer(session, settings, user.id))


async def join(
    session: AsyncSession,
    account_id: UUID,
    user_id: UUID,
    role: MemberRole,
    *,
    services: list[UUID] | None = None,
    expires_at: datetime | None = None,
) -> AccountMember:
    """Let somebody be a member of an account; nothing is told of it."""
    member = AccountMember(
        account_id=account_id,
        user_id=user_id,
        role=role,
        services=services,
        expires_at=expires_at,
        created_at=clock.now(),
    )
    session.add(member)
    await session.flush()
    return member


async def prove(session: AsyncSession, user_id: UUID, at: datetime | None = None) -> None:
    """Let the person's sessions be proven at that moment, now by default."""
    await session.execute(
        update(AuthSession)
        .where(col(AuthSession.user_id) == user_id)
        .values(authenticated_at=at or clock.now())
    )
