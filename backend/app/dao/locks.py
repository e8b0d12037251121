"""Locks of the whole installation, held until the transaction ends."""

from zlib import crc32

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession


async def try_lock(session: AsyncSession, name: str) -> bool:
    """Take the named lock if it is free; False while another transaction holds it."""
    key = crc32(name.encode())
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(key))))


async def keep_waiting(session: AsyncSession) -> None:
    """Let this transaction, which holds a lock for work done in others, be idle as long as that."""
    await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
