"""What is said about backups, and what is written beside them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.dao.query import ListQuery, PageRead, Sort
from app.features.backups.models import BackupState

__all__ = [
    "BackupKeyRead",
    "BackupPage",
    "BackupQuery",
    "BackupRead",
    "BackupState",
    "BackupTestRead",
    "Manifest",
    "Part",
]

FORMAT = 1


class Part(BaseModel):
    """A sealed blob at the target: its bytes there, and their SHA-256."""

    size: int
    digest: str


class Manifest(BaseModel):
    """What a backup consists of; written last, so what has none does not exist."""

    format: int = FORMAT
    name: str
    created_at: datetime
    version: str
    revision: str
    postgres: int
    secret_key: Annotated[str, Field(description="Fingerprint of SECRET_KEY, which seals columns")]
    settings: Annotated[list[str], Field(description="Variables that were set, without values")]
    database: Part
    index: Part
    files: int
    absent: Annotated[list[str], Field(description="Names of listed files that are not in it")]
    lost: Annotated[int, Field(description="How many of them ought to be: bytes lost before it")]


class IndexLine(BaseModel):
    """A file of a backup."""

    folder: str
    name: str
    size: int | None
    digest: str | None


class BackupRead(BaseModel):
    """One backup."""

    id: UUID
    name: Annotated[str, Field(description="Its name at the target, for `hostwright restore`")]
    state: BackupState
    scheduled: Annotated[bool, Field(description="Made by the schedule, not by a person")]
    size: Annotated[int, Field(description="Bytes it added to the target")]
    files: Annotated[int, Field(description="Files it can bring back")]
    missing: Annotated[int, Field(description="Files whose bytes were lost before")]
    error: str | None
    key_fingerprint: Annotated[
        str | None, Field(description="Of the key that opens it; null for old releases' ones")
    ]
    created_at: datetime
    finished_at: datetime | None
    verified_at: datetime | None


class BackupQuery(ListQuery):
    """Which backups to list."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    state: list[BackupState] | None = None


BackupPage = PageRead[BackupRead]


class BackupStatus(BaseModel):
    """Whether the installation is backed up."""

    configured: Annotated[bool, Field(description="A target and a key are set")]
    key_fingerprint: Annotated[
        str | None, Field(description="Of the key that is set; it tells nothing of the key itself")
    ]
    other_keys: Annotated[int, Field(description="Backups that only another, older key opens")]
    hours: Annotated[int, Field(description="A backup is made every so many hours")]
    last_done_at: datetime | None
    overdue: Annotated[bool, Field(description="Configured, and none is younger than two periods")]
    held_since: Annotated[
        datetime | None, Field(description="Restored, and nothing runs until `hostwright resume`")
    ]


class BackupTestRead(BaseModel):
    """What came of writing, reading and deleting a small sealed object at the target."""

    target: str
    worked: bool
    error: Annotated[str, Field(description="What failed, in its own words")]


class BackupKeyRead(BaseModel):
    """A fresh key, told this once: it is kept nowhere until somebody sets it."""

    key: str
    fingerprint: str
