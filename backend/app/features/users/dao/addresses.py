"""Every statement on the addresses people come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Uuid, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.read import ReadSource
from app.features.users.models import SeenAddress

ADDRESSES = ReadSource(
    rows=select(
        col(SeenAddress.id),
        col(SeenAddress.ip),
        col(SeenAddress.place),
        col(SeenAddress.agent),
        col(SeenAddress.times),
        col(SeenAddress.first_seen_at),
        col(SeenAddress.last_seen_at),
    ).where(col(SeenAddress.user_id) == bindparam("user_id", type_=Uuid())),
    key=col(SeenAddress.id),
    search=(col(SeenAddress.ip), col(SeenAddress.place), col(SeenAddress.agent)),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before an address was noted: anything of the person, anything near it."""

    person: bool
    network: bool


class SeenAddressDAO(BaseDAO[SeenAddress]):
    """Named statements on addresses."""

    model = SeenAddress

    async def note(self, seen: SeenAddress) -> Known:
        """Keep the address or count one more visit from it; return what was known before.

        One statement: what it returns is read as it was before it wrote.
        """
        theirs = select(col(SeenAddress.id)).where(col(SeenAddress.user_id) == seen.user_id)
        near = theirs.where(col(SeenAddress.network) == seen.network)
        statement = (
            insert(SeenAddress)
            .values(**seen.model_dump())
            .on_conflict_do_update(
                constraint="uq_seen_address_user_ip",
                set_={
                    "times": col(SeenAddress.times) + 1,
                    "last_seen_at": seen.last_seen_at,
                    "agent": seen.agent,
                    "place": seen.place,
                },
            )
            .returning(theirs.exists().label("person"), near.exists().label("network"))
        )
        found = (await self.session.execute(statement)).one()
        return Known(found.person, found.network)

    async def purge(self, before: datetime) -> int:
        """Delete the addresses nobody came from since then; return how many went."""
        gone: CursorResult[Any] = await self.session.execute(  # type: ignore[assignment]  # a DELETE has a cursor
            delete(SeenAddress).where(col(SeenAddress.last_seen_at) < before)
        )
        return gone.rowcount
