"""Real machines: booted, reached by SSH, stopped and found again. Few, as each takes seconds."""

import asyncio
import os
import shutil
import signal
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.features.deployments.providers.base import (
    DriverTimeoutError,
    ImageInUseError,
    InstanceStatus,
    InvalidSpecError,
    NodeUnreachableError,
    PortTakenError,
    PullProgress,
    StartFailedError,
    VirtualMachineSpec,
)
from app.features.deployments.providers.qemu import making, measuring, process, qmp
from app.features.deployments.providers.qemu.driver import QemuDriver
from app.features.deployments.providers.qemu.folder import acquire, release
from tests.eventually import Eventually
from tests.features.deployments.providers.environments import changed
from tests.features.deployments.providers.proc import cmdline, environ, proc
from tests.features.deployments.providers.qemu_environment import (
    QemuEnvironment,
    virtual_machine,
)

_BOOT_SECONDS = 120.0
_SSH_OPTIONS = (
    *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
    *("-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30"),
)


@pytest.fixture(autouse=True)
async def _nothing_is_left(machines: QemuEnvironment) -> AsyncIterator[None]:
    async with machines.driver() as driver:
        heard: list[PullProgress] = []
        found = await driver.prepare("tiny", on_progress=heard.append)
        assert heard[-1].bytes_done == heard[-1].bytes_total == found.size_bytes
        assert [one.digest for one in await driver.images()] == [found.digest]
        yield
        for info in await driver.list():
            await driver.delete(info.name)
    assert await machines.leftovers() == []


@pytest.fixture
async def key(tmp_path: Path) -> Path:
    """A key pair of the test."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh here: install openssh-client")
    path = tmp_path / "key"
    await _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path))
    return path


async def _run(*command: str) -> tuple[int, str]:
    child = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(_BOOT_SECONDS):
        said, _ = await child.communicate()
    return child.returncode or 0, said.decode()


async def _banner(port: int) -> bool:
    """Tell whether an SSH server greets; the forwarder takes the connection long before."""
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return (await reader.readline()).startswith(b"SSH-2.0-")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


def _with_key(key: Path, **fields: object) -> VirtualMachineSpec:
    public = key.with_suffix(".pub").read_text().split(" ")
    return virtual_machine(ssh_keys=(" ".join(public[:2]),), **fields)


async def test_a_machine_boots_keeps_its_files_and_is_found_again(
    machines: QemuEnvironment, key: Path, eventually: Eventually
) -> None:
    spec = _with_key(key, user_data=b"#!/bin/sh\necho 'a, \"b\" %' > /root/from-user-data\n")

    async def ssh(command: str) -> tuple[int, str]:
        target = ("-i", str(key), "-p", str(spec.port), "root@127.0.0.1")
        return await _run("ssh", *_SSH_OPTIONS, *target, command)

    driver = QemuDriver(machines.node, powerdown_seconds=60)
    await driver.create(spec)
    await driver.start(spec.name)
    await eventually(lambda: _banner(spec.port), within=_BOOT_SECONDS)
    assert await ssh("hostname; cat /root/from-user-data; echo kept > /root/file; sync") == (
        0,
        'web.example.com\na, "b" %\n',
    )
    blocks = (await ssh("df -m / | tail -n 1"))[1].split()
    assert int(blocks[1]) > 900
    del driver

    # Another driver, as in another worker: it finds the machine, counts, stops it by ACPI.
    async with QemuDriver(machines.node, powerdown_seconds=60) as other:
        info = await other.inspect(spec.name)
        assert info is not None
        assert info.status is InstanceStatus.RUNNING
        assert await other.ports_in_use() == {spec.port}
        (used,) = await other.usage([spec.name, virtual_machine().name])
        assert used.cpu_seconds > 0
        assert used.memory_mb > 16
        assert used.disk_mb is not None
        began = time.monotonic()
        await other.stop(spec.name)
        assert time.monotonic() - began < 60
        assert any("login:" in line for line in await other.logs(spec.name))
        await other.apply_limits(changed(spec, memory_mb=160, cpu_millis=2000, disk_gb=2))
        await other.start(spec.name)
        await eventually(lambda: _banner(spec.port), within=_BOOT_SECONDS)
        code, said = await ssh("cat /root/file; nproc; df -m / | tail -n 1")
        assert (code, said.split()[:2]) == (0, ["kept", "2"])
        assert int(said.split()[3]) > 1900


async def test_a_killed_process_is_a_stopped_machine_that_starts_again(
    machines: QemuEnvironment, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = virtual_machine()
    async with machines.driver() as driver:
        await driver.create(spec)
        await driver.start(spec.name)
        pid = await machines.pid(spec.name)
        assert process.find_all(machines.root) == {}
        with monkeypatch.context() as patch:
            patch.setattr(process, "used", lambda _: None)
            assert await driver.usage([spec.name]) == []
        os.kill(pid, signal.SIGKILL)

        async def stopped() -> bool:
            info = await driver.inspect(spec.name)
            return info is not None and info.status is InstanceStatus.STOPPED

        await eventually(stopped)
        again = await driver.start(spec.name)
        assert again.status is InstanceStatus.RUNNING
        assert await machines.pid(spec.name) not in {0, pid}


async def test_a_machine_holds_no_privilege_and_no_secret(
    machines: QemuEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-of-the-panel")
    spec = virtual_machine(password_hash="$6$canarycanary$" + "a" * 86)
    async with machines.driver() as driver:
        await driver.create(spec)
        await driver.start(spec.name)
    pid = await machines.pid(spec.name)
    assert proc(pid, "status")["NoNewPrivs"] == "1"
    assert proc(pid, "status")["Seccomp"] == "2"
    assert b"canary" not in environ(pid)
    assert b"canary" not in cmdline(pid)
    place = machines.place / spec.name
    assert place.stat().st_mode & 0o777 == 0o700
    assert (place / "spec.json").stat().st_mode & 0o777 == 0o600
    assert os.getsid(pid) == pid


async def test_another_spec_keeps_the_disk(machines: QemuEnvironment) -> None:
    spec = virtual_machine()
    disk = machines.place / spec.name / "disk.qcow2"
    async with machines.driver() as driver:
        await driver.create(spec)
        await driver.start(spec.name)
        before = disk.stat().st_ino
        other = changed(spec, memory_mb=128, hostname="new.example.com", disk_gb=2)
        info = await driver.create(other)
        assert (info.status, info.limits.memory_mb) == (InstanceStatus.STOPPED, 128)
        assert disk.stat().st_ino == before
        with pytest.raises(InvalidSpecError, match="smaller"):
            await driver.create(changed(other, disk_gb=1))
        with pytest.raises(ImageInUseError):
            await driver.remove_image("tiny")


async def test_a_running_machine_takes_other_limits(machines: QemuEnvironment) -> None:
    spec = virtual_machine(disk_gb=2)
    async with machines.driver() as driver:
        await driver.create(spec)
        await driver.start(spec.name)
        pid = await machines.pid(spec.name)
        for refused in (driver.create, driver.apply_limits):
            with pytest.raises(InvalidSpecError, match="smaller"):
                await refused(changed(spec, disk_gb=1, memory_mb=128))
        assert await machines.pid(spec.name) == pid
        info = await driver.apply_limits(changed(spec, memory_mb=128))
        assert (info.status, info.limits.memory_mb) == (InstanceStatus.RUNNING, 128)


class _CrashError(Exception):
    """The worker ended here."""


def _crash(*_: object) -> None:
    raise _CrashError


@pytest.mark.parametrize("step", ["write", "run_tool", "write_spec"])
async def test_a_crash_while_it_is_made_leaves_nothing_that_matters(
    machines: QemuEnvironment, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    spec = virtual_machine()
    async with machines.driver() as driver:
        with monkeypatch.context() as patch:
            patch.setattr(making, step, _crash)
            with pytest.raises(_CrashError):
                await driver.create(spec)
        assert await driver.inspect(spec.name) is None
        assert [info.status for info in await driver.list()] == [InstanceStatus.MISSING]
        assert (await driver.create(spec)).status is InstanceStatus.STOPPED
        assert [info.status for info in await driver.list()] == [InstanceStatus.STOPPED]


@pytest.mark.parametrize("step", ["write", "run_tool", "write_spec"])
async def test_a_crash_while_it_is_changed_is_made_good_by_the_next_call(
    machines: QemuEnvironment, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    spec = virtual_machine()
    bigger = changed(spec, disk_gb=2, hostname="new.example.com")
    async with machines.driver() as driver:
        await driver.create(spec)
        with monkeypatch.context() as patch:
            patch.setattr(making, step, _crash)
            with pytest.raises(_CrashError):
                await driver.create(bigger)
        await driver.create(bigger)
        await driver.start(spec.name)
    _, told = await _run("qemu-img", "info", "-U", str(machines.place / spec.name / "disk.qcow2"))
    assert "virtual size: 2 GiB" in told


async def test_a_start_that_fails_says_why(
    machines: QemuEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, broken = virtual_machine(), virtual_machine()
    async with machines.driver() as driver:
        await driver.create(broken)
        (machines.place / broken.name / "disk.qcow2").write_bytes(b"no disk")
        with pytest.raises(StartFailedError, match="qcow2"):
            await driver.start(broken.name)
        await driver.create(spec)
        # The look before the start is not the last word: somebody may come in between.
        monkeypatch.setattr(process, "check_ports", lambda *_: None)
        with socket.create_server(("127.0.0.1", spec.port)), pytest.raises(PortTakenError):
            await driver.start(spec.name)
    async with QemuDriver(machines.node, program="no-such-qemu") as lacking:
        with pytest.raises(NodeUnreachableError, match="qemu-system-x86"):
            await lacking.start(spec.name)


async def test_a_machine_that_hangs_is_bounded_in_time(machines: QemuEnvironment) -> None:
    spec = virtual_machine()
    async with machines.driver() as driver:
        await driver.create(spec)
        await driver.start(spec.name)
        pid = await machines.pid(spec.name)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(DriverTimeoutError):
            await qmp.ask(machines.place / spec.name, "query-status", seconds=0.2)
        (used,) = await driver.usage([spec.name])
        assert (used.disk_read_rate, used.name) == (None, spec.name)
        await driver.stop(spec.name)
        assert await machines.count(spec.name) == 0


async def test_a_monitor_that_never_answers_is_said(
    machines: QemuEnvironment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "qemu-system-silent"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    spec = virtual_machine()
    silent = QemuDriver(machines.node, seconds=0.3, powerdown_seconds=0, program=str(program))
    await silent.create(spec)
    with pytest.raises(DriverTimeoutError, match="monitor"):
        await silent.start(spec.name)
    for child in process._children:
        child.kill()
    with monkeypatch.context() as patch:
        patch.setattr(process, "kill", lambda *_: False)
        with pytest.raises(DriverTimeoutError, match="does not end"):
            await silent.delete(spec.name)


async def test_who_waits_too_long_is_told(machines: QemuEnvironment) -> None:
    spec = virtual_machine()
    impatient = QemuDriver(machines.node, seconds=0, powerdown_seconds=0)
    await impatient.create(spec)
    held = acquire(machines.place / f".lock-{spec.name}")
    assert held is not None
    with pytest.raises(DriverTimeoutError, match="somebody else"):
        await impatient.stop(spec.name)
    release(machines.place / f".lock-{spec.name}", held)


async def test_a_process_that_went_away_is_not_measured(machines: QemuEnvironment) -> None:
    gone = process.Machine(pid=2**22 + 1, arguments=())
    assert (process.started_at(gone), process.used(gone)) == (None, None)
    assert (gone.vcpus, gone.memory_mb) == (0, 0)
    assert process.find_all(machines.root / "none") == {}
    assert await measuring.readings(machines.place, ["hw-1"], {}) == {}
