"""The hold of all background work: a row that stops every worker of an installation at once.

A restored copy begins on hold, because the installation it was made from may still run: no job is
taken and no tick runs until somebody says so with `hostwright resume`. Jobs go on being written.
"""

from datetime import datetime

from sqlmodel import Field

from app.dao.base import TableModel, timestamp


class WorkHold(TableModel, table=True):
    """Nothing is done in the background while there is a row.

    Restoring makes this table before any other and backups leave it out: its columns never change.
    """

    __tablename__ = "work_hold"

    reason: str = Field(max_length=200)
    since: datetime = timestamp()
