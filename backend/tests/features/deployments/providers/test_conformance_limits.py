"""What every driver guarantees of an instance at work: limits, logs, figures, no privilege."""

import asyncio

import pytest

from app.features.deployments.providers.base import (
    Capability,
    ContainerSpec,
    Driver,
    InstanceMissingError,
    InstanceSpec,
    InstanceStatus,
)
from tests.eventually import Eventually
from tests.features.deployments.providers.environments import (
    CONTAINERS,
    DriverEnvironment,
    changed,
    fetch,
)
from tests.features.deployments.providers.proc import environ, proc
from tests.features.deployments.providers.serving import begin


async def test_limits_on_the_node_equal_the_spec(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    found = await environment.limits(spec.name)
    assert (found.cpu_millis, found.memory_mb) == (spec.cpu_millis, spec.memory_mb)
    if Capability.PIDS_LIMIT in driver.capabilities:
        assert found.pids == ContainerSpec.of(spec).pids
    info = await driver.inspect(spec.name)
    assert info is not None
    assert info.limits == found


@CONTAINERS
async def test_limits_that_drifted_are_put_right(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    await environment.drift(spec.name)
    drifted = await driver.inspect(spec.name)
    assert drifted is not None
    assert drifted.limits.memory_mb == 64

    info = await driver.apply_limits(spec)

    assert info.limits.memory_mb == spec.memory_mb
    await eventually(lambda: environment.is_up(info))
    assert (await environment.limits(spec.name)).memory_mb == spec.memory_mb
    assert await environment.count(spec.name) == 1


async def test_right_limits_disturb_nothing(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "static-site")
    pid = await environment.pid(spec.name)
    info = await driver.apply_limits(spec)
    assert info.status is InstanceStatus.RUNNING
    assert await environment.pid(spec.name) == pid


@CONTAINERS
async def test_a_stopped_instance_takes_other_limits_and_stays_stopped(
    environment: DriverEnvironment, driver: Driver
) -> None:
    spec = environment.spec()
    await driver.create(spec)
    bigger = changed(spec, memory_mb=128, cpu_millis=700)
    for _ in range(2):
        info = await driver.apply_limits(bigger)
        assert info.status is InstanceStatus.STOPPED
        assert (info.limits.memory_mb, info.limits.cpu_millis) == (128, 700)
    with pytest.raises(InstanceMissingError):
        await driver.apply_limits(environment.spec())


@CONTAINERS
async def test_the_program_holds_no_privilege_and_no_secret(
    environment: DriverEnvironment,
    driver: Driver,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-of-the-panel")
    spec = await begin(environment, driver, eventually, "python-web")
    pid = await environment.pid(spec.name)
    status, limits = proc(pid, "status"), proc(pid, "limits")
    assert status["NoNewPrivs"] == "1"
    assert (int(status["CapEff"], 16), int(status["CapPrm"], 16)) == (0, 0)
    assert limits["Max core file size"].split()[:2] == ["0", "0"]
    assert limits["Max file size"].split()[:2] == [str(1 << 30)] * 2
    assert b"canary" not in environ(pid)


async def _logged(driver: Driver, spec: InstanceSpec, text: str) -> bool:
    return text in "".join(await driver.logs(spec.name))


@CONTAINERS
async def test_logs_are_the_last_lines_in_order(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    # The program logs a request once it is answered, from a thread of its own.
    await eventually(lambda: _logged(driver, spec, "GET / "))
    for number in range(3):
        await fetch(f"http://127.0.0.1:{spec.port}/page-{number}")
        await eventually(lambda number=number: _logged(driver, spec, f"/page-{number}"))
    lines = await driver.logs(spec.name, tail=3)
    assert [f"/page-{number}" in line for number, line in enumerate(lines)] == [True] * 3
    assert await driver.logs(spec.name, tail=0) == []


@CONTAINERS
async def test_usage_is_measured(
    environment: DriverEnvironment, driver: Driver, eventually: Eventually
) -> None:
    spec = await begin(environment, driver, eventually, "python-web")
    stop = asyncio.Event()

    async def load() -> None:
        while not stop.is_set():
            await fetch(f"http://127.0.0.1:{spec.port}/")

    busy = asyncio.create_task(load())
    try:
        (used,) = await driver.usage([spec.name, environment.spec().name])
    finally:
        stop.set()
        await busy
    assert used.name == spec.name
    assert used.memory_mb > 1
    assert used.cpu_seconds > 0
    assert 0 < used.cpu_percent < 400
    assert used.disk_mb is not None
    assert used.disk_mb >= 0
