"""The last run of each tick: what an operator asks when something that should come does not."""

from datetime import datetime

from sqlmodel import Field

from app.dao.base import TableModel, timestamp


class PeriodicRun(TableModel, table=True):
    """A tick by its name, and how its last run went; `milliseconds` of the whole run."""

    __tablename__ = "periodic_run"

    name: str = Field(unique=True)
    queue: str
    every: float = Field(description="Seconds between runs")
    started_at: datetime = timestamp()
    finished_at: datetime = timestamp()
    milliseconds: float
    error: str | None = None
    succeeded_at: datetime | None = timestamp(default=None)
