"""SQL on the addresses people come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Uuid, bindparam, delete, select, text
from sqlmodel import col

from app.core.ids import new_id
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery
from app.dao.search import Search
from app.features.users.models import IpAddressLog

ADDRESSES = JsonQuery(
    rows=select(
        col(IpAddressLog.id),
        col(IpAddressLog.ip),
        col(IpAddressLog.location),
        col(IpAddressLog.user_agent),
        col(IpAddressLog.times),
        col(IpAddressLog.first_seen_at),
        col(IpAddressLog.last_seen_at),
    ).where(col(IpAddressLog.user_id) == bindparam("user_id", type_=Uuid())),
    key=col(IpAddressLog.id),
    search=Search(
        text=(col(IpAddressLog.ip), col(IpAddressLog.location), col(IpAddressLog.user_agent))
    ),
)

# As text: SQLAlchemy compiles an ON CONFLICT of its own anew each time, which costs more than
# to run it.
NOTE = """
    INSERT INTO ip_address_log (id, user_id, ip, network, location, user_agent, times,
        first_seen_at, last_seen_at)
    VALUES (:address_id, :user_id, :ip, :network, :location, :user_agent, 1, :now, :now)
    ON CONFLICT ON CONSTRAINT uq_ip_address_log_user_ip DO UPDATE SET
        times = ip_address_log.times + 1, last_seen_at = excluded.last_seen_at,
        user_agent = excluded.user_agent, location = excluded.location
    RETURNING
        EXISTS (SELECT 1 FROM ip_address_log AS their WHERE their.user_id = :user_id) AS person,
        EXISTS (SELECT 1 FROM ip_address_log AS their
            WHERE their.user_id = :user_id AND their.network = :network) AS network
"""
"""Keeps an address or counts one more visit from it; returns what was known before.

One statement, alone or as the end of a longer one: what it returns is read as it was before."""

_NOTE = text(NOTE)


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before an address was noted: anything of the person, anything near it."""

    person: bool
    network: bool


class IpAddressLogDAO(BaseDAO[IpAddressLog]):
    """SQL on addresses."""

    model = IpAddressLog

    async def note(self, seen: Mapping[str, Any]) -> Known:
        """Note an address by the parameters of `NOTE` but the new row's id."""
        found = await self.session.execute(_NOTE, {"address_id": new_id()} | dict(seen))
        return Known(*found.one())

    async def purge(self, before: datetime) -> int:
        """Delete the addresses nobody came from since then; return how many went."""
        gone: CursorResult[Any] = await self.session.execute(  # type: ignore[assignment]  # a DELETE has a cursor
            delete(IpAddressLog).where(col(IpAddressLog.last_seen_at) < before)
        )
        return gone.rowcount
