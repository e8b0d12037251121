"""SQL on files."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import col

from app.dao.base import BaseDAO
from app.features.files.models import File, FilePurpose, FileState


class FileDAO(BaseDAO[File]):
    """SQL on files."""

    model = File

    async def by_name(self, name: str, *, for_update: bool = False) -> File | None:
        """Return the file with this name, locked where asked."""
        rows = self.rows().where(col(File.name) == name)
        found: File | None = await self.session.scalar(
            rows.with_for_update() if for_update else rows
        )
        return found

    async def used(self, owner_id: UUID, purpose: FilePurpose) -> int:
        """Return how many bytes of this purpose the owner keeps."""
        total = select(func.coalesce(func.sum(col(File.size)), 0)).where(
            col(File.owner_id) == owner_id, col(File.purpose) == purpose
        )
        return int(await self.session.scalar(total) or 0)

    async def forget(self, names: Collection[str]) -> Sequence[tuple[str, FilePurpose]]:
        """Delete the rows of these names; return what they were for."""
        gone = await self.session.execute(
            delete(File)
            .where(col(File.name).in_(names))
            .returning(col(File.name), col(File.purpose))
            .execution_options(synchronize_session=False)
        )
        return [(row.name, row.purpose) for row in gone]

    async def named(self, names: Collection[str]) -> set[str]:
        """Return which of these names have a row."""
        rows = select(col(File.name)).where(col(File.name).in_(names))
        return set(await self.session.scalars(rows))

    async def never_came(self, before: datetime, limit: int) -> Sequence[str]:
        """Return names whose bytes were promised before a moment and are not there."""
        rows = select(col(File.name)).where(
            col(File.state) == FileState.PENDING, col(File.created_at) < before
        )
        return (await self.session.scalars(rows.order_by(col(File.created_at)).limit(limit))).all()

    async def stored_after(self, name: str, limit: int) -> Sequence[File]:
        """Return files whose bytes are there, by name, those that follow one."""
        rows = self.rows().where(col(File.state) == FileState.STORED, col(File.name) > name)
        return (await self.session.scalars(rows.order_by(col(File.name)).limit(limit))).all()
