"""Tables of exports, and of the people who were forgotten."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from app.dao.base import TableModel, text_enum, timestamp


class ExportState(StrEnum):
    """Where an export is; an expired one has no file any more."""

    PENDING = "pending"
    READY = "ready"
    EXPIRED = "expired"


class DataExport(TableModel, table=True):
    """A copy of what is known about a person; the link's token is kept as a digest.

    `file` is the name in the store of files, chosen before there is one, so that whatever a job
    left there is found again. There is no digest until the e-mail is written.
    """

    __tablename__ = "data_export"
    __table_args__ = (
        Index(
            "uq_data_export_pending",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_data_export_living", "state", postgresql_where=text("state <> 'expired'")),
        CheckConstraint(
            "state <> 'ready' OR num_nulls(bytes, ready_at, expires_at) = 0", name="ready"
        ),
        CheckConstraint("state <> 'pending' OR ready_at IS NULL", name="pending"),
    )

    user_id: UUID = Field(foreign_key="user.id", index=True)
    state: ExportState = text_enum(ExportState, default=ExportState.PENDING)
    file: str = Field(unique=True)
    bytes: int | None = Field(default=None, sa_type=BigInteger)
    token_digest: str | None = Field(default=None, unique=True, repr=False)
    requested_at: datetime = timestamp()
    ready_at: datetime | None = timestamp(default=None)
    expires_at: datetime | None = timestamp(default=None)


class Erasure(TableModel, table=True):
    """Somebody was forgotten; `sealed` is who it was, until the last trace was looked for."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (finished_at IS NOT NULL)", name="finished"),
    )

    user_id: UUID = Field(foreign_key="user.id", unique=True)
    sealed: bytes | None = Field(default=None, repr=False)
    erased_at: datetime = timestamp()
    finished_at: datetime | None = timestamp(default=None)
