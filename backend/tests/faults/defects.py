"""Defects to plant in the workers of a chaos run, which must then see them."""

import os
from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.celery import runner
from app.celery.dao import JobDAO, LeasedJob
from app.celery.leases import Leases
from app.celery.spec import task_spec
from app.dao.session import Database

DEFECT = "CHAOS_DEFECT"
_patch = pytest.MonkeyPatch()


def no_lease_check() -> None:
    """Mark a job done whoever holds it by now."""

    async def finish(dao: JobDAO, leased: LeasedJob) -> bool:
        done = text("UPDATE job SET state = 'done', lease = NULL WHERE id = :id")
        await dao.session.execute(done, {"id": leased.id})
        return True

    _patch.setattr(JobDAO, "finish", finish)


def early_acknowledgement() -> None:
    """Mark a job done, and then do it."""

    async def work(database: Database, leased: LeasedJob, leases: Leases) -> None:
        assert await leases.finish(leased)
        spec = task_spec(leased.task)
        async with database.unit_of_work() as session:
            await spec.run(session, **leased.payload)

    _patch.setattr(runner, "_work", work)


DEFECTS: dict[str, Callable[[], None]] = {
    plant.__name__: plant for plant in (no_lease_check, early_acknowledgement)
}


def plant() -> None:
    """Plant the defect that the environment names, where it names one."""
    name = os.environ.get(DEFECT)
    if name:
        DEFECTS[name]()
