"""Table of settings: every change is a version, the newest of a group counts."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.dao.base import TableModel, text_enum, timestamp


class SettingGroup(StrEnum):
    """What is read and changed together."""

    BACKUPS = "backups"
    BRAND = "brand"
    CHECKLIST = "checklist"
    COMPANY = "company"
    LOCALE = "locale"
    MAIL = "mail"
    PAYMENTS = "payments"
    REGISTRATION = "registration"
    RETENTION = "retention"


class SettingVersion(TableModel, table=True):
    """What a group said from then on. Secrets are sealed, all of a group together, in `sealed`.

    Versions begin at 2: what the environment or this program says by default is version 1.
    """

    __tablename__ = "setting_version"
    __table_args__ = (
        UniqueConstraint("setting_group", "version", name="uq_setting_version_group_version"),
    )

    setting_group: SettingGroup = text_enum(SettingGroup)
    version: int
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    sealed: bytes | None = Field(default=None, repr=False)
    author_id: UUID | None = None
    created_at: datetime = timestamp()
