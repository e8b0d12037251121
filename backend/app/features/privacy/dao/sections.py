"""Reading what is known about one person, section by section."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from app.auth.roles import MemberRole
from app.dao.base import BaseDAO
from app.features.accounts.models import AccountMember
from app.features.users.models import User


class SectionDAO(BaseDAO[User]):
    """Reads the sections that features declare in their manifests."""

    model = User

    async def section(self, rows: Select[Any], user_id: UUID) -> list[dict[str, Any]]:
        """Return the rows of a section, the oldest first."""
        ordered = rows.order_by(rows.selected_columns["id"])
        bound = {"user_id": user_id, "owned_accounts": await self._owned_accounts(user_id)}
        found = await self.session.execute(ordered, bound)
        return [dict(row) for row in found.mappings()]

    async def _owned_accounts(self, user_id: UUID) -> list[UUID]:
        owned = select(col(AccountMember.account_id)).where(
            col(AccountMember.user_id) == user_id, col(AccountMember.role) == MemberRole.OWNER
        )
        return list(await self.session.scalars(owned))
