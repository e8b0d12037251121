"""What is said about health: words and seconds, nothing of what is inside."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field


class HealthState(StrEnum):
    """`degraded`: requests are served, background work is late or its broker away."""

    READY = "ready"
    DEGRADED = "degraded"
    UNREADY = "unready"


class CheckWord(StrEnum):
    """`ahead`: the tables are a newer release's, which this one can work with."""

    OK = "ok"
    AHEAD = "ahead"
    BEHIND = "behind"
    LATE = "late"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


class HealthCheck(BaseModel):
    """One dependency in a word."""

    word: CheckWord
    lag_seconds: Annotated[
        int | None, Field(description="How long the longest overdue work has been due")
    ] = None


class HealthChecks(BaseModel):
    """Every dependency; without the first two no request can be served."""

    database: HealthCheck
    migrations: HealthCheck
    broker: HealthCheck
    queues: HealthCheck
    scheduler: HealthCheck


class ReadinessRead(BaseModel):
    """Whether requests can be served, and each dependency in a word."""

    status: HealthState
    checks: HealthChecks


class LivenessRead(BaseModel):
    """The process answers."""

    status: Literal["live"] = "live"
