"""Locks of the whole installation, held until the transaction ends."""

from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def try_lock(session: AsyncSession, name: str) -> bool:
    """Take the named lock if it is free; False while another transaction holds it."""
    key = crc32(name.encode())
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(key))))
