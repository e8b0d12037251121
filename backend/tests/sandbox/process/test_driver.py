"""What is the process driver's own: supervisors, leftovers, logs, and who may use it."""

import os
import resource
import runpy
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.core.settings import Environment, Settings
from app.features.deployments.providers.base import (
    ContainerSpec,
    DriverError,
    DriverForbiddenError,
    DriverTimeoutError,
    InstanceStatus,
    NodeTarget,
    StartFailedError,
)
from app.features.deployments.providers.log_lines import last_lines
from sandbox.process import control, fleet
from sandbox.process import driver as plugin
from sandbox.process.directory import InstanceDirectory
from sandbox.process.driver import ProcessDriver
from sandbox.process.log import RotatingLog
from tests.eventually import Eventually
from tests.features.deployments.providers.environments import spec_for
from tests.sandbox.process.environment import ProcessEnvironment


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "instances"


@pytest.fixture
async def place(root: Path) -> AsyncIterator[ProcessEnvironment]:
    made = ProcessEnvironment(root)
    yield made
    async with made.driver() as driver:
        for info in await driver.list():
            await driver.delete(info.name)
    assert await made.leftovers() == []


@pytest.fixture
def driver(place: ProcessEnvironment, root: Path) -> ProcessDriver:
    return ProcessDriver(place.node, root, production=False)


async def _started(driver: ProcessDriver) -> ContainerSpec:
    spec = spec_for("static-site")
    await driver.create(spec)
    await driver.start(spec.name)
    return spec


def test_it_does_not_serve_customers(place: ProcessEnvironment, root: Path) -> None:
    with pytest.raises(DriverForbiddenError):
        ProcessDriver(place.node, root, production=True)


def test_a_node_without_an_endpoint_uses_the_folder_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = "a-secret-of-at-least-thirty-two-characters"
    settings = Settings(instances_dir=tmp_path / "default", secret_key=secret)
    monkeypatch.setattr(plugin, "get_settings", lambda: settings)
    assert plugin.connect(NodeTarget(node_id="n", driver="process"))._root == tmp_path / "default"
    elsewhere = NodeTarget(node_id="n", driver="process", endpoint=str(tmp_path / "there"))
    assert plugin.connect(elsewhere)._root == tmp_path / "there"
    settings.environment = Environment.PRODUCTION
    with pytest.raises(DriverForbiddenError):
        plugin.connect(elsewhere)


async def test_a_start_costs_little(driver: ProcessDriver) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)
    took = []
    for _ in range(3):
        before = _processor_seconds()
        await driver.start(spec.name)
        took.append(_processor_seconds() - before)
        await driver.stop(spec.name)
    assert min(took) < 0.3


def _processor_seconds() -> float:
    """Return what ended children used, however busy the machine is."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def test_two_supervisors_never_share_a_directory(
    driver: ProcessDriver, place: ProcessEnvironment, root: Path
) -> None:
    spec = await _started(driver)
    command = [sys.executable, "-S", "-m", control.SUPERVISOR, str(root / spec.name)]
    backend = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=backend, check=False, capture_output=True)  # noqa: ASYNC221  short
    assert done.returncode == 75
    assert await place.count(spec.name) == 1


async def test_a_killed_supervisor_takes_its_program_along(
    driver: ProcessDriver, place: ProcessEnvironment, eventually: Eventually
) -> None:
    spec = await _started(driver)
    child = psutil.Process(await place.pid(spec.name))
    parent = child.parent()
    assert parent is not None
    parent.kill()

    async def gone() -> bool:
        return not child.is_running() or child.status() == psutil.STATUS_ZOMBIE

    await eventually(gone)
    info = await driver.inspect(spec.name)
    assert info is not None
    assert info.status is InstanceStatus.STOPPED
    again = await driver.start(spec.name)
    assert again.status is InstanceStatus.RUNNING
    assert await place.count(spec.name) == 1


async def test_a_start_that_succeeds_too_late_is_adopted(
    driver: ProcessDriver, place: ProcessEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)
    real = subprocess.run

    def late(*arguments: Any, **options: Any) -> object:
        real(*arguments, **options)
        raise subprocess.TimeoutExpired(cmd="supervisor", timeout=1)

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", late)
        with pytest.raises(DriverTimeoutError):
            await driver.start(spec.name)
    assert (await driver.start(spec.name)).status is InstanceStatus.RUNNING
    assert await place.count(spec.name) == 1


async def test_a_program_that_cannot_be_executed_is_said(
    driver: ProcessDriver, place: ProcessEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)

    def broken(*_: object) -> dict[str, Any]:
        return {"argv": ["/nothing/here"], "env": {}, "cwd": "/", "limits": {}, "cores": [0]}

    monkeypatch.setattr(control, "plan", broken)
    with pytest.raises(StartFailedError, match="No such file"):
        await driver.start(spec.name)
    assert await place.count(spec.name) == 0


async def test_a_program_that_keeps_ending_is_restarting(
    driver: ProcessDriver, monkeypatch: pytest.MonkeyPatch, eventually: Eventually
) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)

    def ending(*_: object) -> dict[str, Any]:
        return {"argv": ["/bin/false"], "env": {}, "cwd": "/", "limits": {}, "cores": [0]}

    monkeypatch.setattr(control, "plan", ending)
    await driver.start(spec.name)

    async def told() -> bool:
        info = await driver.inspect(spec.name)
        lines = await driver.logs(spec.name)
        restarting = info is not None and info.status is InstanceStatus.RESTARTING
        return restarting and "ended with 1" in "".join(lines)

    await eventually(told)
    await driver.stop(spec.name)


async def test_stop_ends_what_slipped_out_of_the_group(
    driver: ProcessDriver, monkeypatch: pytest.MonkeyPatch, eventually: Eventually, tmp_path: Path
) -> None:
    spec = spec_for("static-site")
    await driver.create(spec)
    note = tmp_path / "pid"
    script = (
        "import os, signal, sys, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    open(sys.argv[1], 'w').write(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    argv = [sys.executable, "-I", "-S", "-c", script, str(note)]

    def escaping(*_: object) -> dict[str, Any]:
        return {"argv": argv, "env": {}, "cwd": "/", "limits": {}, "cores": [0]}

    monkeypatch.setattr(control, "plan", escaping)
    await driver.start(spec.name)

    async def noted() -> bool:
        return _text(note).isdecimal()

    await eventually(noted)
    await driver.stop(spec.name)
    assert not psutil.pid_exists(int(_text(note)))


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


async def test_leftovers_are_listed_and_removed(
    driver: ProcessDriver, place: ProcessEnvironment, root: Path
) -> None:
    for name in (".new-hw-half", ".gone-hw-other"):
        (root / name / "logs").mkdir(parents=True)
    listed = await driver.list()
    assert {(info.name, info.status) for info in listed} == {
        ("hw-half", InstanceStatus.MISSING),
        ("hw-other", InstanceStatus.MISSING),
    }
    for info in listed:
        await driver.delete(info.name)
    assert await place.leftovers() == []


async def test_create_takes_up_what_a_killed_one_left(driver: ProcessDriver, root: Path) -> None:
    spec = spec_for()
    (root / f".new-{spec.name}" / "logs").mkdir(parents=True)
    assert (await driver.create(spec)).status is InstanceStatus.STOPPED
    assert [info.name for info in await driver.list()] == [spec.name]


async def test_a_directory_that_cannot_be_removed_is_said(
    driver: ProcessDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_for()
    await driver.create(spec)

    def refuse(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(InstanceDirectory, "remove", refuse)
        with pytest.raises(DriverError) as said:
            await driver.delete(spec.name)
    assert said.value.retryable


async def test_a_held_lock_ends_in_a_timeout(place: ProcessEnvironment, root: Path) -> None:
    impatient = ProcessDriver(place.node, root, production=False, seconds=0.05)
    spec = spec_for()
    with InstanceDirectory(root, spec.name).lock(1), pytest.raises(DriverTimeoutError):
        await impatient.create(spec)


async def test_a_stale_pid_is_not_taken_for_the_supervisor(
    driver: ProcessDriver, root: Path
) -> None:
    spec = spec_for()
    await driver.create(spec)
    (root / spec.name / "supervisor.pid").write_text(f"{os.getpid()} 1\n")
    (root / spec.name / "state.json").write_text("[broken")
    info = await driver.inspect(spec.name)
    assert info is not None
    assert info.status is InstanceStatus.STOPPED
    await driver.stop(spec.name)
    assert psutil.pid_exists(os.getpid())


async def test_the_fleet_pauses_and_comes_back(
    driver: ProcessDriver, place: ProcessEnvironment, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running, stopped = await _started(driver), spec_for()
    await driver.create(stopped)
    assert fleet.main(["pause", str(root)]) == 0
    assert await place.count(running.name) == 0
    assert fleet.main(["resume", str(root)]) == 0
    assert fleet.main(["resume", str(root)]) == 0
    assert capsys.readouterr().out.split() == ["1", "1", "0"]
    assert await place.count(running.name) == 1
    assert await place.count(stopped.name) == 0
    assert fleet.main(["explode"]) == 2


def test_the_fleet_is_a_program(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setattr("sys.argv", ["fleet", "pause", str(root)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(fleet.__file__, run_name="__main__")
    assert ended.value.code == 0


async def test_the_fleet_says_what_does_not_come_back(
    driver: ProcessDriver, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = spec_for()
    await driver.create(spec)
    InstanceDirectory(root, spec.name).want("running")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(control, "launch", _refuse)
        assert fleet.resume(root) == 0
    assert spec.name in capsys.readouterr().err


def _refuse(*_: object) -> None:
    raise StartFailedError(detail="no")


def test_a_log_never_outgrows_two_files(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path, max_bytes=1000)
    for number in range(500):
        log.write(f"line {number}\n".encode())
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2000
    lines = last_lines(log.read(), 150)
    assert lines[-3:] == ["line 497", "line 498", "line 499"]
    assert len(lines) > 100


async def test_sigterm_to_the_supervisor_ends_all(
    driver: ProcessDriver, place: ProcessEnvironment, eventually: Eventually
) -> None:
    spec = await _started(driver)
    parent = psutil.Process(await place.pid(spec.name)).parent()
    assert parent is not None
    os.kill(parent.pid, signal.SIGTERM)

    async def gone() -> bool:
        return await place.count(spec.name) == 0

    await eventually(gone)
