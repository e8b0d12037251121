"""The table of files."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from app.dao.base import TableModel, text_enum, timestamp


class FilePurpose(StrEnum):
    """What a file is for; each has a folder of the store and rules of its own."""

    AVATAR = "avatar"
    DATA_EXPORT = "data_export"
    LOGO = "logo"


class FileState(StrEnum):
    """Whether the bytes are there: a pending file's are on their way, or never came."""

    PENDING = "pending"
    STORED = "stored"


class File(TableModel, table=True):
    """Bytes in the store under a random name.

    `media_type` is found in the content; `size` is in bytes and `digest` SHA-256 in hex, both NULL
    for what a release before this table stored.
    """

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("state <> 'stored' OR media_type IS NOT NULL", name="stored"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("name ~ '^[0-9a-f]{32}$'", name="name"),
        Index("ix_file_owner", "owner_id", "purpose"),
        Index("ix_file_state", "state", "created_at"),
    )

    name: str = Field(unique=True)
    purpose: FilePurpose = text_enum(FilePurpose)
    owner_id: UUID = Field(foreign_key="user.id")
    state: FileState = text_enum(FileState)
    media_type: str | None = None
    size: int | None = Field(default=None, sa_type=BigInteger)
    digest: str | None = None
    created_at: datetime = timestamp()
