"""Worker processes by groups of queues: each queue has one, and what drives work its own."""

import signal
from typing import Any, ClassVar

import pytest
from sqlalchemy import text

from app.celery import groups
from app.celery.queues import GROUPS, Queue
from app.celery.schedule import beat_schedule
from app.celery.spec import task_specs
from app.core.settings import Settings
from app.dao.session import Database, Work


def test_every_queue_is_worked_on_by_one_group() -> None:
    served = [queue for queues in GROUPS.values() for queue in queues]
    assert sorted(served) == sorted(Queue)


def test_no_tick_waits_where_mass_work_does() -> None:
    assert GROUPS["control"] == (Queue.CONTROL,)
    assert GROUPS["monitoring"] == (Queue.MONITORING,)
    ours = (tick for name, tick in beat_schedule().items() if not name.startswith("test."))
    ticked = {tick["options"]["queue"] for tick in ours}
    assert ticked == {Queue.CONTROL, Queue.MONITORING}


def test_only_continuations_wait_beside_ticks() -> None:
    beside = [spec.name for spec in task_specs() if spec.queue in {Queue.CONTROL, Queue.MONITORING}]
    assert beside == ["billing.renewal_step"]


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


class Machine:
    """What the parent of the worker processes asks of the system, and what it did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[int] = []
        self.told: list[int] = []
        self.handlers: dict[int, Any] = {}
        self.ends: list[int] = []
        monkeypatch.setattr("app.celery.groups.os.fork", self._fork)
        monkeypatch.setattr("app.celery.groups.os.wait", self._wait)
        self.killed: list[int] = []
        self.alarms: list[int] = []
        monkeypatch.setattr("app.celery.groups.os.kill", self._signal)
        monkeypatch.setattr("app.celery.groups.signal.alarm", self.alarms.append)
        monkeypatch.setattr("app.celery.groups.signal.signal", self.handlers.__setitem__)
        monkeypatch.setattr("app.celery.groups.time.sleep", lambda _seconds: None)
        monkeypatch.setattr("app.celery.groups.garbage.settle", lambda: None)

    def _signal(self, pid: int, number: int) -> None:
        (self.killed if number == signal.SIGKILL else self.told).append(pid)

    def _fork(self) -> int:
        self.started.append(100 + len(self.started))
        return self.started[-1]

    def _wait(self) -> tuple[int, int]:
        if not self.ends:
            self.handlers[signal.SIGTERM](signal.SIGTERM, None)
            self.ends = [pid for pid in self.started if pid not in self.gone]
        self.gone.append(self.ends.pop())
        return self.gone[-1], 0

    gone: ClassVar[list[int]] = []


def test_a_worker_that_dies_is_replaced_and_all_stop_when_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine(monkeypatch)
    machine.gone.clear()
    machine.ends = [100]
    groups.Groups().run()
    assert len(machine.started) == len(GROUPS) + 1
    assert sorted(machine.told) == sorted(machine.started[1:])
    assert sorted(machine.gone) == machine.started


def test_the_end_of_somebody_elses_child_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    machine.gone.clear()
    machine.ends = [7]
    groups.Groups().run()
    assert len(machine.started) == len(GROUPS)


def test_nothing_is_started_once_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    parent = groups.Groups()
    parent._stop(signal.SIGTERM, None)
    parent._start("control")
    assert machine.started == []


def test_a_worker_that_does_not_end_when_told_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    parent = groups.Groups()
    parent._start("control")
    for _ in range(2):
        parent._stop(signal.SIGTERM, None)
    assert machine.alarms == [30]
    parent._kill(signal.SIGALRM, None)
    assert machine.killed == machine.started


class _Left(BaseException):
    """Stands for the end of a process."""


def test_a_child_takes_signals_as_any_program_and_works_for_its_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine(monkeypatch)
    monkeypatch.setattr("app.celery.groups.os.fork", lambda: 0)
    arguments: list[list[str]] = []
    monkeypatch.setattr("app.celery.groups.app.worker_main", arguments.append)

    def leave(code: int) -> None:
        raise _Left(code)

    monkeypatch.setattr("app.celery.groups.os._exit", leave)
    with pytest.raises(_Left, match="0"):
        groups.Groups()._start("default")
    assert machine.handlers[signal.SIGTERM] is signal.SIG_DFL
    assert arguments[0][:3] == ["--quiet", "worker", "--hostname"]
    assert arguments[0][3:5] == ["default@%h", "--queues"]
    assert arguments[0][5] == "billing,mail,default"


def test_a_worker_that_cannot_start_says_so_by_its_exit_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_arguments: list[str]) -> None:
        message = "no broker"
        raise OSError(message)

    monkeypatch.setattr("app.celery.groups.app.worker_main", refuse)
    assert groups._work([Queue.AI], "ai") == 1
