"""SQL on staff signed in as customers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from app.dao.base import BaseDAO
from app.features.accounts.models import Impersonation
from app.features.roles.models import StaffRole


class ImpersonationDAO(BaseDAO[Impersonation]):
    """SQL on impersonations."""

    model = Impersonation
    owner = "account_id"

    async def is_staff(self, user_id: UUID) -> bool:
        """Tell whether the person holds any role of the hosting company."""
        held = select(col(StaffRole.id)).where(col(StaffRole.user_id) == user_id).limit(1)
        return await self.session.scalar(held) is not None

    async def end(self, session_id: UUID, now: datetime) -> Impersonation | None:
        """Note the end; None where it was noted before."""
        ended: Impersonation | None = await self.session.scalar(
            update(Impersonation)
            .where(col(Impersonation.id) == session_id, col(Impersonation.ended_at).is_(None))
            .values(ended_at=now)
            .returning(Impersonation)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        return ended
