"""Every statement on the tickets of sockets."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from app.dao.base import BaseDAO
from app.realtime.models import RealtimeTicket, TicketPurpose


class TicketDAO(BaseDAO[RealtimeTicket]):
    """Named statements on tickets."""

    model = RealtimeTicket

    async def take(
        self, digest: str, purpose: TicketPurpose, now: datetime
    ) -> RealtimeTicket | None:
        """Delete a valid ticket and return it; of two concurrent callers, one gets it."""
        taken: RealtimeTicket | None = await self.session.scalar(
            delete(RealtimeTicket)
            .where(
                col(RealtimeTicket.digest) == digest,
                col(RealtimeTicket.purpose) == purpose,
                col(RealtimeTicket.expires_at) > now,
            )
            .returning(RealtimeTicket)
        )
        return taken

    async def purge(self, before: datetime) -> None:
        """Delete expired tickets."""
        late = delete(RealtimeTicket).where(col(RealtimeTicket.expires_at) <= before)
        await self.session.execute(late)
