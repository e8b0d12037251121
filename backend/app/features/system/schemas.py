"""How the installation is, as staff read it. Durations in seconds, sizes in bytes."""

from datetime import datetime

from pydantic import BaseModel, Field


class Versions(BaseModel):
    """What runs; `schema_head` is the newest revision that this program knows."""

    api: str = Field(examples=["1"])
    python: str = Field(examples=["3.12.7"])
    postgresql: str = Field(examples=["18.1"])
    redis: str = Field(examples=["8.0.2"])
    schema_revision: str
    schema_head: str | None


class ProcessRead(BaseModel):
    """A process that told of itself within the last seconds."""

    role: str = Field(examples=["api", "worker"])
    host: str
    pid: int
    queues: list[str]
    since: datetime


class CertificateRead(BaseModel):
    """The certificate of the panel's address; `error` is `no_tls`, or what went wrong."""

    checked_at: datetime
    expires_at: datetime | None = None
    issuer: str | None = None
    trusted: bool | None = None
    error: str | None = None


class DiskRead(BaseModel):
    """The disk that files are kept on."""

    checked_at: datetime
    total: int | None = None
    free: int | None = None
    error: str | None = None


class OutsideRead(BaseModel):
    """When a mail server, provider or driver last did what it was asked, and last did not."""

    kind: str = Field(examples=["mail", "payment", "sms", "driver"])
    name: str = Field(examples=["smtp"])
    succeeded_at: datetime | None
    failed_at: datetime | None


class SystemRead(BaseModel):
    """The installation at one glance; `certificate` and `disk` are null until a tick has looked."""

    versions: Versions
    processes: list[ProcessRead]
    certificate: CertificateRead | None
    disk: DiskRead | None
    outside: list[OutsideRead]
    dead_letters: int


class QueueRead(BaseModel):
    """A queue: what is due and not taken, taken, due later, and how long the oldest has waited."""

    name: str
    waiting: int
    running: int
    scheduled: int
    oldest_seconds: float
    workers: int


class PeriodicRead(BaseModel):
    """A periodic task and its last run; times are null where it never ran."""

    name: str
    queue: str
    every_seconds: float
    started_at: datetime | None
    finished_at: datetime | None
    duration_seconds: float | None
    succeeded_at: datetime | None
    next_at: datetime | None
    error: str | None
    late: bool


class WorkRead(BaseModel):
    """Queues and periodic tasks."""

    queues: list[QueueRead]
    periodic: list[PeriodicRead]


class TableRead(BaseModel):
    """A table with its indexes; `rows` is the planner's estimate."""

    name: str
    size: int
    rows: int


class StatementRead(BaseModel):
    """A statement as pg_stat_statements counts it, without its values; milliseconds."""

    query: str
    calls: int
    mean_ms: float
    total_ms: float


class DatabaseRead(BaseModel):
    """The database; `statements` is null where pg_stat_statements is not installed."""

    size: int
    tables: list[TableRead]
    statements: list[StatementRead] | None


class Licence(BaseModel):
    """A library that this program is made with."""

    name: str
    version: str
    licence: str
    ecosystem: str = Field(examples=["python", "npm"])


class LicencesRead(BaseModel):
    """Every library by its name."""

    items: list[Licence]
