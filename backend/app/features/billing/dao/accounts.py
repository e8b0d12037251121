"""Reads of the accounts that own balances and documents."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import MemberRole
from app.features.accounts.models import AccountMember


async def first_owned_account(session: AsyncSession, user_id: UUID) -> UUID | None:
    """Return the first account a person owns."""
    statement = select(col(AccountMember.account_id)).where(
        col(AccountMember.user_id) == user_id, col(AccountMember.role) == MemberRole.OWNER
    )
    found: UUID | None = await session.scalar(statement.order_by(col(AccountMember.id)).limit(1))
    return found
