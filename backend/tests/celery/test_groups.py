"""Worker processes by groups of queues: each queue has one, and what drives work its own."""

import pytest
from sqlalchemy import text

from app.celery.queues import GROUPS, Queue
from app.celery.schedule import beat_schedule
from app.celery.spec import task_spec
from app.core.settings import Settings
from app.dao.session import Database, Work


def test_every_queue_is_worked_on_by_one_group() -> None:
    served = [queue for queues in GROUPS.values() for queue in queues]
    assert sorted(served) == sorted(Queue)


def test_the_sweeper_and_continuations_wait_behind_no_other_work() -> None:
    assert GROUPS["control"] == (Queue.CONTROL,)
    assert beat_schedule()["jobs.sweep"]["options"]["queue"] == Queue.CONTROL
    assert task_spec("billing.renewal_step").queue is Queue.CONTROL


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work.REQUEST, ["30s", "15s", "1min"]),
        (Work.JOB, ["1min", "15s", "1min"]),
        (Work.COMMAND, ["0", "0", "0"]),
    ],
)
async def test_the_database_ends_what_takes_too_long_for_its_kind_of_work(
    committed: Database, settings: Settings, work: Work, expected: list[str]
) -> None:
    address = committed.engine.url.render_as_string(hide_password=False)
    database = Database(settings.model_copy(update={"database_url": address}), work)
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    try:
        async with database.unit_of_work() as session:
            found = [await session.scalar(text(f"SHOW {name}")) for name in names]
        assert found == expected
        assert await database.fetch("SHOW statement_timeout") == expected[0]
    finally:
        await database.close()
