"""What an installation holds, as digests that two of them can be compared by."""

import re
from hashlib import sha256
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.dao.session import Database

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_ROWS = "SELECT md5(string_agg(md5(one::text), '' ORDER BY md5(one::text))) FROM {} AS one"
_SCHEMA = """
    SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'sequence ' || sequencename || ' ' || coalesce(last_value, 0)
    FROM pg_sequences WHERE schemaname = 'public'
    UNION ALL SELECT 'function ' || md5(pg_get_functiondef(oid)) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
"""

# PostgreSQL writes the casts of `kind IN (…)` another way once it has read its own text.
_CASTS = re.compile(r"::text|::character varying|\[\]|[() ]")


async def tables(database: Database) -> dict[str, str | None]:
    """Return a digest of the rows of every table, that of the hold left out."""
    async with database.unit_of_work() as session:
        names = [name for name in await session.scalars(text(_TABLES)) if name != "work_hold"]
        return {name: await _digest(session, name) for name in names}


async def _digest(session: AsyncSession, name: str) -> str | None:
    found: str | None = await session.scalar(text(_ROWS.format(f'public."{name}"')))
    return found


async def schema(database: Database) -> set[str]:
    """Return every constraint, index, trigger, function and sequence, with its definition."""
    async with database.unit_of_work() as session:
        found = set(await session.scalars(text(_SCHEMA)))
    return {_CASTS.sub("", one) for one in found if "work_hold" not in one}


def files(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
