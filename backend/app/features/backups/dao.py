"""SQL on backups: their rows, a snapshot of the whole database, and its emptying."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.read import JsonQuery
from app.dao.session import Database
from app.features.backups.models import Backup, BackupState

_ACTIVE = (BackupState.PENDING, BackupState.RUNNING)

BACKUPS = JsonQuery(
    rows=select(
        col(Backup.id),
        func.replace(cast(col(Backup.id), Text), "-", "").label("name"),
        col(Backup.state),
        col(Backup.scheduled),
        col(Backup.size),
        col(Backup.files),
        col(Backup.missing),
        col(Backup.error),
        col(Backup.key_fingerprint),
        col(Backup.created_at),
        col(Backup.finished_at),
        col(Backup.verified_at),
    ),
    key=col(Backup.id),
)


MADE = select(col(Backup.id)).where(col(Backup.state) == BackupState.DONE)
"""The backups that are there."""


class BackupDAO(BaseDAO[Backup]):
    """SQL on the rows of backups."""

    model = Backup

    async def active(self) -> list[Backup]:
        """Return what waits or runs, locked."""
        rows = self.rows().where(col(Backup.state).in_(_ACTIVE)).with_for_update()
        return list(await self.session.scalars(rows))

    async def last(self, *states: BackupState) -> Backup | None:
        """Return the newest backup that is in one of these states."""
        rows = self.rows().where(col(Backup.state).in_(states))
        found: Backup | None = await self.session.scalar(
            rows.order_by(col(Backup.created_at).desc()).limit(1)
        )
        return found

    async def count_of_other_keys(self, fingerprint: str) -> int:
        """Return how many backups that are there another key opens."""
        rows = select(func.count()).where(
            col(Backup.state) == BackupState.DONE, col(Backup.key_fingerprint) != fingerprint
        )
        return await self.session.scalar(rows) or 0

    async def renew(self, backup: Backup, until: datetime) -> None:
        """Keep the lease of a running backup."""
        await self.session.execute(
            update(Backup)
            .where(col(Backup.id) == backup.id, col(Backup.state) == BackupState.RUNNING)
            .values(lease_until=until)
            .execution_options(synchronize_session=False)
        )

    async def mark_removed(self, ids: Sequence[UUID]) -> None:
        """Note that these are not at the target any more."""
        await self.session.execute(
            update(Backup)
            .where(col(Backup.id).in_(ids), col(Backup.state) == BackupState.DONE)
            .values(state=BackupState.REMOVED)
            .execution_options(synchronize_session=False)
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database, that others can look at while the session is open."""

    id: str
    session: AsyncSession
    revision: str
    server: int
    """The server's version as a number: 180006."""


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Snapshot]:
    """Export what the database is now, read-only, for the length of the block."""
    async with (
        database.engine.connect() as connection,
        AsyncSession(bind=connection, expire_on_commit=False) as session,
    ):
        await session.execute(
            text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"),
        )
        found = await session.scalar(select(func.pg_export_snapshot()))
        revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
        yield Snapshot(str(found), session, str(revision), await server_version(session))


async def server_version(session: AsyncSession) -> int:
    """Return the server's version as a number: 180006."""
    return int(await session.scalar(text("SHOW server_version_num")) or 0)


_TABLES = """
    SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND relname <> 'work_hold'
"""


async def is_empty(session: AsyncSession) -> bool:
    """Tell whether the database has no tables but that of the hold."""
    return not await session.scalar(text(_TABLES))


async def clear(session: AsyncSession) -> None:
    """Drop everything in the database; the hold goes, too."""
    await session.execute(text("DROP SCHEMA public CASCADE"))
    await session.execute(text("CREATE SCHEMA public"))
