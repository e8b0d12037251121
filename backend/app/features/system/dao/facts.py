"""Keeping the last finding of each kind."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.dao.upsert import Upsert, excluded
from app.features.system.models import FactName, SystemFact

_KEEP = Upsert(SystemFact, "(name)", excluded("checked_at", "value"))


async def keep_fact(session: AsyncSession, name: FactName, value: dict[str, Any]) -> None:
    """Let this be the last finding."""
    fact = SystemFact(name=name, checked_at=clock.now(), value=value)
    await _KEEP.put(session, fact.model_dump())
