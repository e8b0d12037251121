"""SQL on exports, but what they are made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, Uuid, and_, bindparam, cast, delete, or_, select
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery
from app.features.privacy.models import DataExport, ExportState
from app.features.users.models import User

EXPORTS = JsonQuery(
    rows=select(
        col(DataExport.id),
        col(DataExport.state),
        col(DataExport.bytes),
        col(DataExport.requested_at),
        col(DataExport.ready_at),
        col(DataExport.expires_at),
    ).where(col(DataExport.user_id) == bindparam("user_id", type_=Uuid())),
    key=col(DataExport.id),
)


class DataExportDAO(BaseDAO[DataExport]):
    """SQL on exports."""

    model = DataExport

    async def claim(self, export_id: UUID) -> DataExport | None:
        """Lock an export that is to be made; None where it is made, or not wanted any more."""
        found: DataExport | None = await self.session.scalar(
            self.rows()
            .where(col(DataExport.id) == export_id, col(DataExport.state) == ExportState.PENDING)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return found

    async def ready(self, digest: str, now: datetime) -> DataExport | None:
        """Return the export that a link opens, as long as the person is active."""
        found: DataExport | None = await self.session.scalar(
            self.rows()
            .join(User, col(User.id) == col(DataExport.user_id))
            .where(
                col(DataExport.token_digest) == digest,
                col(DataExport.state) == ExportState.READY,
                col(DataExport.expires_at) > now,
                col(User.is_active),
            )
        )
        return found

    async def older(self, export: DataExport) -> Sequence[DataExport]:
        """Lock the person's other exports that have a file."""
        mine = (col(DataExport.user_id) == export.user_id, col(DataExport.id) != export.id)
        rows = self.rows().where(*mine, col(DataExport.state) == ExportState.READY)
        return (await self.session.scalars(rows.with_for_update())).all()

    async def over(self, now: datetime, stuck_since: datetime) -> Sequence[DataExport]:
        """Lock the exports whose time is over, and those that never got ready."""
        rows = self.rows().where(
            or_(
                and_(col(DataExport.state) == ExportState.READY, col(DataExport.expires_at) <= now),
                and_(
                    col(DataExport.state) == ExportState.PENDING,
                    col(DataExport.requested_at) <= stuck_since,
                ),
            )
        )
        return (await self.session.scalars(rows.with_for_update(skip_locked=True))).all()

    async def unfinished(self, user_id: UUID) -> Sequence[DataExport]:
        """Lock the person's exports that are not expired."""
        rows = self.rows().where(
            col(DataExport.user_id) == user_id, col(DataExport.state) != ExportState.EXPIRED
        )
        locked = rows.with_for_update().execution_options(populate_existing=True)
        return (await self.session.scalars(locked)).all()

    async def drop(self, user_id: UUID) -> Sequence[str]:
        """Forget the person's exports; return the names of the files that may be there."""
        dropped = await self.session.scalars(
            delete(DataExport)
            .where(col(DataExport.user_id) == user_id)
            .returning(col(DataExport.file))
            .execution_options(synchronize_session=False)
        )
        return dropped.all()


INVARIANTS: dict[str, Select[Any]] = {
    "privacy.pending_export_has_its_job": select(col(DataExport.id)).where(
        col(DataExport.state) == ExportState.PENDING,
        ~select(col(Job.id))
        .where(
            col(Job.key) == "export:" + cast(col(DataExport.id), String),
            col(Job.state) != JobState.DONE,
        )
        .correlate(DataExport)
        .exists(),
    ),
}
"""Selects that must find nothing."""
