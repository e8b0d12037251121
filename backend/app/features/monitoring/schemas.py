"""What is said about samples and checks."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.dao.query import ListQuery, PageRead, Sort
from app.features.monitoring.models import CheckStatus

__all__ = [
    "AdminCheckPage",
    "AdminCheckQuery",
    "AdminCheckRead",
    "CheckPeriod",
    "CheckStatus",
    "ChecksRead",
    "MetricsQuery",
    "MetricsRange",
    "MetricsRead",
]


class MetricsRange(StrEnum):
    """How far a graph looks back."""

    HOUR = "1h"
    SIX_HOURS = "6h"
    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    YEAR = "1y"

    @property
    def length(self) -> timedelta:
        """How long the range is."""
        return _GRIDS[self][0]

    @property
    def step(self) -> timedelta:
        """How long one bucket of the graph is."""
        return _GRIDS[self][1]


# Steps hold at least two samples each, so that a late tick is not shown as a gap.
_GRIDS = {
    MetricsRange.HOUR: (timedelta(hours=1), timedelta(seconds=30)),
    MetricsRange.SIX_HOURS: (timedelta(hours=6), timedelta(minutes=2)),
    MetricsRange.DAY: (timedelta(days=1), timedelta(minutes=5)),
    MetricsRange.WEEK: (timedelta(days=7), timedelta(minutes=30)),
    MetricsRange.MONTH: (timedelta(days=30), timedelta(hours=2)),
    MetricsRange.YEAR: (timedelta(days=365), timedelta(days=1)),
}


Values = list[float | None]


class MetricsQuery(BaseModel):
    """Which graph to draw."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    range: MetricsRange = MetricsRange.HOUR


class MetricsRead(BaseModel):
    """A graph on a fixed grid; null where nothing was measured.

    A whole series is null where the service's node cannot measure it.
    """

    step_seconds: int
    at: Annotated[list[int], Field(description="When each bucket begins, in Unix seconds")]
    cpu_percent: Annotated[Values, Field(description="100 is one whole core")]
    memory_mb: Annotated[Values, Field(description="MiB without page cache")]
    disk_mb: Annotated[Values | None, Field(description="MiB of the service's own data")] = None
    disk_read_rate: Annotated[Values | None, Field(description="Bytes a second")] = None
    disk_write_rate: Annotated[Values | None, Field(description="Bytes a second")] = None
    network_in_rate: Annotated[Values | None, Field(description="Bytes a second")] = None
    network_out_rate: Annotated[Values | None, Field(description="Bytes a second")] = None


class CheckPeriod(BaseModel):
    """How long a check kept one status."""

    status: CheckStatus
    begin: Annotated[datetime, Field(alias="from")]
    end: Annotated[datetime | None, Field(alias="to", description="Null: still so")]
    reason: Annotated[str | None, Field(description="Why it does not answer, as a code")]


class ChecksRead(BaseModel):
    """Whether a service answers, and whether it did."""

    status: CheckStatus
    uptime_24h: Annotated[float | None, Field(description="Percent of the time it was checked")]
    last_checked_at: datetime | None
    latency_ms: int | None
    history: Annotated[list[CheckPeriod], Field(description="Newest first")]


class AdminCheckRead(BaseModel):
    """The check of one service as staff see it."""

    service_id: UUID
    account_id: UUID
    hostname: str
    address: str | None
    enabled: bool
    status: CheckStatus
    since: datetime
    last_checked_at: datetime | None
    latency_ms: int | None
    failures: Annotated[int, Field(description="In a row")]
    reason: str | None


class AdminCheckQuery(ListQuery):
    """Which checks staff list."""

    sort: Sort[Literal["since", "-since", "hostname", "-hostname"]] = ["-since"]
    status: list[CheckStatus] | None = None
    enabled: bool | None = None
    account_id: UUID | None = None


AdminCheckPage = PageRead[AdminCheckRead]
