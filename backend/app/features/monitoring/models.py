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


METRICS = (
    "cpu_percent",
    "memory_mb",
    "disk_mb",
    "disk_read_rate",
    "disk_write_rate",
    "network_in_rate",
    "network_out_rate",
)
"""What is measured of a service, as columns of every table here."""


class Measured(SQLModel):
    """One moment of one service: 100 percent is one whole core, sizes are MiB, rates bytes/s.

    Null is what the node's driver could not measure.
    """

    service_id: UUID = Field(primary_key=True)
    at: datetime = timestamp(primary_key=True)
    cpu_percent: float = Field(sa_type=_REAL)
    memory_mb: float = Field(sa_type=_REAL)
    disk_mb: float | None = Field(default=None, sa_type=_REAL)
    disk_read_rate: float | None = Field(default=None, sa_type=_REAL)
    disk_write_rate: float | None = Field(default=None, sa_type=_REAL)
    network_in_rate: float | None = Field(default=None, sa_type=_REAL)
    network_out_rate: float | None = Field(default=None, sa_type=_REAL)


class Rollup(Measured):
    """The averages of the samples of the slot of time that begins at `at`, and how many."""

    samples: int = Field(sa_type=cast("Any", SmallInteger))


def _key(*more: str) -> PrimaryKeyConstraint:
    """Return a key whose index includes the rest: a service's rows lie far apart in the table."""
    return PrimaryKeyConstraint("service_id", "at", postgresql_include=[*METRICS, *more])


class Sample(Measured, table=True):
    """One reading of one service."""

    __tablename__ = "sample"
    __table_args__ = (_key(), Index("ix_sample_at", "at"))


class SampleRollup(Rollup, table=True):
    """Averages of five minutes."""

    __tablename__ = "sample_rollup"
    __table_args__ = (_key("samples"), Index("ix_sample_rollup_at", "at"))


class SampleHour(Rollup, table=True):
    """Averages of an hour."""

    __tablename__ = "sample_hour"
    __table_args__ = (_key("samples"), Index("ix_sample_hour_at", "at"))


class SampleDay(Rollup, table=True):
    """Averages of a day (UTC)."""

    __tablename__ = "sample_day"
    __table_args__ = (_key("samples"), Index("ix_sample_day_at", "at"))


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
