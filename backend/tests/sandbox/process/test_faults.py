"""Supervisors that hang, pids that changed hands, addresses that are not ours."""

import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from app.core.json import dumps
from app.features.deployments.providers.base import NodeTarget, StartFailedError
from sandbox.process import control
from sandbox.process.directory import InstanceDirectory, _is_at
from sandbox.process.driver import ProcessDriver
from sandbox.process.table import is_same, started_ticks
from sandbox.process.usage import facts_of, memory_limit, readings
from tests.features.deployments.providers.environments import changed, spec_for


@pytest.fixture
async def driver(tmp_path: Path) -> AsyncIterator[ProcessDriver]:
    node = NodeTarget(node_id=str(uuid4()), driver="process")
    made = ProcessDriver(node, tmp_path / "instances", production=False)
    yield made
    for info in await made.list():
        await made.delete(info.name)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as process:
        yield process
        process.kill()


def _directory(driver: ProcessDriver, name: str) -> InstanceDirectory:
    return InstanceDirectory(driver._root, name)


async def test_a_supervisor_that_hangs_is_killed(
    driver: ProcessDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "_STOP_SECONDS", 0.1)
    spec = spec_for("static-site")
    await driver.create(spec)
    await driver.start(spec.name)
    directory = _directory(driver, spec.name)
    supervisor, child = directory.supervisor()[0], control.running_child(directory)
    os.kill(supervisor, signal.SIGSTOP)
    await driver.stop(spec.name)
    assert not started_ticks(supervisor)
    assert not is_same(child, directory.read_state()["child_ticks"]) or not _runs(child)


def _runs(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        process.wait(timeout=5)
    except psutil.TimeoutExpired:
        return True
    except psutil.Error:
        pass
    return False


async def test_a_pid_that_changed_hands_meets_no_signal(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "is_same", lambda *_: False)
    control._end_process(sleeper.pid, 1)
    assert sleeper.poll() is None


def test_a_pid_that_is_gone_is_ended(sleeper: subprocess.Popen[bytes]) -> None:
    sleeper.kill()
    sleeper.wait()
    control._end_process(sleeper.pid, 1)
    assert started_ticks(sleeper.pid) == 0
    assert not is_same(sleeper.pid, 1)


async def test_a_program_without_its_supervisor_is_ended(
    driver: ProcessDriver, sleeper: subprocess.Popen[bytes]
) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)
    state = {"child": sleeper.pid, "child_ticks": started_ticks(sleeper.pid)}
    path = _directory(driver, spec.name).path / "state.json"
    path.write_bytes(dumps(state))
    await driver.stop(spec.name)
    assert sleeper.wait(5) == -signal.SIGKILL


async def test_an_address_of_another_machine_is_said(driver: ProcessDriver) -> None:
    spec = changed(spec_for("static-site"), host="192.0.2.1")
    await driver.create(spec)
    with pytest.raises(StartFailedError) as failed:
        await driver.start(spec.name)
    assert not failed.value.retryable


def test_a_lock_file_that_was_taken_away_is_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("w") as stream:
        assert _is_at(stream.fileno(), path)
        path.unlink()
        assert not _is_at(stream.fileno(), path)


async def test_a_member_that_ends_while_measured_is_left_out(
    driver: ProcessDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)
    await driver.start(spec.name)

    def gone(self: psutil.Process) -> None:
        raise psutil.NoSuchProcess(self.pid)

    monkeypatch.setattr(psutil.Process, "cpu_times", gone)
    (used,) = await driver.usage([spec.name])
    assert used.memory_mb == 0


def test_a_process_that_is_gone_has_no_reading(tmp_path: Path) -> None:
    assert readings({"a": 0, "b": 2**22 + 1}, {}) == {}
    assert memory_limit(2**22 + 1, 96) == 96
    assert memory_limit(os.getpid(), 96) == 0
    assert facts_of(tmp_path / "not" / "yet").disk_gb > 0
