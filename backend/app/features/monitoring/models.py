"""Tables of samples and checks.

Samples name their service without a foreign key: it would cost two thirds of the insert rate, no
service row is ever removed, and retention removes what is old whoever it belonged to.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import REAL, CheckConstraint, Index, PrimaryKeyConstraint, SmallInteger, func
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Column, Field, SQLModel

from app.dao.base import TableModel, text_enum, timestamp

_REAL = cast("Any", REAL)


class CheckStatus(StrEnum):
    """What the checks say; `unknown` before the first verdict and while nobody checks."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


class Sample(SQLModel, table=True):
    """One reading of one service: 100 percent is one whole core, memory is MiB."""

    __tablename__ = "sample"
    __table_args__ = (
        # A service's rows lie far apart: a graph is drawn from the index alone, ten times faster.
        PrimaryKeyConstraint("service_id", "at", postgresql_include=["cpu_percent", "memory_mb"]),
        Index("ix_sample_at", "at"),
    )

    service_id: UUID = Field(primary_key=True)
    at: datetime = timestamp(primary_key=True)
    cpu_percent: float = Field(sa_type=_REAL)
    memory_mb: float = Field(sa_type=_REAL)


class SampleRollup(SQLModel, table=True):
    """The averages of the samples taken in the five minutes that begin at `at`.

    The primary key's index includes the averages: a graph reads no row of the table.
    """

    __tablename__ = "sample_rollup"
    __table_args__ = (Index("ix_sample_rollup_at", "at"),)

    service_id: UUID = Field(primary_key=True)
    at: datetime = timestamp(primary_key=True)
    cpu_percent: float = Field(sa_type=_REAL)
    memory_mb: float = Field(sa_type=_REAL)
    samples: int = Field(sa_type=cast("Any", SmallInteger))


class CheckState(SQLModel, table=True):
    """How a service's check stands now; rewritten every minute, so rows keep room for it."""

    __tablename__ = "check_state"
    __table_args__ = (
        Index("ix_check_state_since", "since", "service_id"),
        Index("ix_check_state_status", "status", "since", "service_id"),
        Index("ix_check_state_enabled", "enabled", "since", "service_id"),
        CheckConstraint("enabled OR status = 'unknown'", name="disabled_is_unknown"),
    )

    service_id: UUID = Field(primary_key=True, foreign_key="service.id")
    enabled: bool
    status: CheckStatus = text_enum(CheckStatus)
    since: datetime = timestamp()
    last_checked_at: datetime | None = timestamp(default=None)
    latency_ms: int | None = None
    failures: int = Field(default=0, description="In a row, up to now")
    reason: str | None = Field(default=None, description="Code of the last failure")


class StatusInterval(TableModel, table=True):
    """How long a status held; the open one has no end. A service's intervals are contiguous."""

    __tablename__ = "status_interval"
    __table_args__ = (
        ExcludeConstraint(
            (Column("service_id"), "="),
            (func.tstzrange(Column("started_at"), Column("ended_at")), "&&"),
            using="gist",
            name="ex_status_interval_overlap",
        ),
        CheckConstraint("ended_at >= started_at", name="order"),
        Index("ix_status_interval_service", "service_id", "started_at"),
    )

    service_id: UUID = Field(foreign_key="service.id")
    status: CheckStatus = text_enum(CheckStatus)
    started_at: datetime = timestamp()
    ended_at: datetime | None = timestamp(default=None)
    reason: str | None = None
