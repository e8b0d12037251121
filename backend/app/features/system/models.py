"""What was found out about the installation, by a tick and never by a request."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.dao.base import TableModel, text_enum, timestamp


class FactName(StrEnum):
    """What is looked at."""

    CERTIFICATE = "certificate"
    DISK = "disk"


class SystemFact(TableModel, table=True):
    """The last finding of each kind: `value` is what its schema in `schemas` says."""

    __tablename__ = "system_fact"

    name: FactName = text_enum(FactName, unique=True)
    checked_at: datetime = timestamp()
    value: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
