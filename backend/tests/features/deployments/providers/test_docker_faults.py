"""Rare answers of an Engine, each turned into the right word for the caller."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.features.deployments.providers.base import (
    ContainerSpec,
    DriverError,
    DriverTimeoutError,
    InstanceMissingError,
    InstanceStatus,
    NodeStorageFullError,
    NodeStorageUnavailableError,
    NodeTarget,
    NodeUnreachableError,
)
from app.features.deployments.providers.docker import config
from app.features.deployments.providers.docker.client import Engine, EngineRefusedError
from app.features.deployments.providers.docker.driver import DockerDriver
from tests.features.deployments.providers.environments import changed, spec_for
from tests.features.deployments.providers.scripted_engine import Answers, scripted_engine

_NODE = NodeTarget(node_id="n1", driver="docker")
_FAULT = (500, {"message": "the disk is on fire"})
_NOTHING = (404, {"message": "no such thing"})
Scripted = Callable[[Answers], AbstractAsyncContextManager[DockerDriver]]


@pytest.fixture
def scripted(tmp_path: Path) -> Scripted:
    @asynccontextmanager
    async def make(answers: Answers) -> AsyncIterator[DockerDriver]:
        async with (
            scripted_engine(tmp_path / "engine.sock", answers) as address,
            DockerDriver(_NODE, address, seconds=0.3) as driver,
        ):
            yield driver

    return make


@pytest.fixture
def spec() -> ContainerSpec:
    return spec_for("static-site")


def _present(spec: ContainerSpec) -> tuple[int, Any]:
    return 200, {
        "Id": "c1",
        "Config": {"Labels": config.labels(spec, _NODE)},
        "State": {"Status": "running", "StartedAt": ""},
        "HostConfig": {},
    }


async def test_a_fault_while_looking_for_an_image_may_pass(scripted: Scripted) -> None:
    async with scripted({"GET /json": [_FAULT]}) as driver:
        with pytest.raises(EngineRefusedError) as refused:
            await driver.prepare("static-site")
    assert refused.value.retryable


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("write /var/lib/docker/tmp/x: no space left on device", NodeStorageFullError),
        ("mkdir /var/lib/docker/overlay2/x: disk quota exceeded", NodeStorageFullError),
        ("mkdir /var/lib/docker/x: read-only file system", NodeStorageUnavailableError),
    ],
)
async def test_an_engine_without_a_disk_to_write_to_is_not_asked_again(
    scripted: Scripted, spec: ContainerSpec, message: str, error: type[DriverError]
) -> None:
    trouble = (500, {"message": message})
    told: Answers = {
        "GET /json": [_NOTHING],
        "GET /networks": [(200, [])],
        "POST /images/create": [trouble],
        "POST /networks/create": [trouble],
        "POST /volumes/create": [trouble],
    }
    async with scripted(told) as driver:
        for call in (driver.create(spec), driver.prepare("x", "registry.example/x:1")):
            with pytest.raises(error) as said:
                await call
            assert not said.value.retryable


async def test_a_fault_while_an_image_is_removed_may_pass(scripted: Scripted) -> None:
    async with scripted({"DELETE /site:1": [_FAULT]}) as driver:
        with pytest.raises(EngineRefusedError) as refused:
            await driver.remove_image("x", "site:1")
    assert refused.value.retryable


async def test_what_a_caller_wrote_is_not_taken_for_trouble_with_a_disk(
    scripted: Scripted, spec: ContainerSpec
) -> None:
    refusal = (400, {"message": "invalid name: no space left on device"})
    async with scripted({"GET /json": [_present(spec)], "POST /start": [refusal]}) as driver:
        with pytest.raises(DriverError) as refused:
            await driver.start(spec.name)
    assert not isinstance(refused.value, NodeStorageFullError)


async def test_a_fault_at_start_may_pass(scripted: Scripted, spec: ContainerSpec) -> None:
    answers: Answers = {
        "GET /json": [_present(spec)],
        "POST /start": [_FAULT],
        "POST /restart": [_FAULT],
    }
    async with scripted(answers) as driver:
        for call in (driver.start, driver.restart):
            with pytest.raises(EngineRefusedError, match="on fire"):
                await call(spec.name)


def _sized(spec: ContainerSpec, memory_mb: int, status: str = "running") -> tuple[int, Any]:
    code, body = _present(spec)
    asked = config.limits(spec) | {"Memory": memory_mb << 20}
    return code, body | {"HostConfig": asked, "State": {"Status": status, "StartedAt": ""}}


async def test_limits_are_changed_while_it_runs(scripted: Scripted, spec: ContainerSpec) -> None:
    answers: Answers = {
        "GET /json": [_sized(spec, 64), _sized(spec, spec.memory_mb)],
        "POST /update": [(200, {"Warnings": None})],
    }
    async with scripted(answers) as driver:
        for _ in range(2):
            info = await driver.apply_limits(spec)
            assert info.limits.memory_mb == spec.memory_mb


async def test_a_fault_while_limits_are_changed_may_pass(
    scripted: Scripted, spec: ContainerSpec
) -> None:
    async with scripted({"GET /json": [_sized(spec, 64)], "POST /update": [_FAULT]}) as driver:
        with pytest.raises(EngineRefusedError) as refused:
            await driver.apply_limits(spec)
    assert refused.value.retryable


async def test_gone_while_limits_are_changed(scripted: Scripted, spec: ContainerSpec) -> None:
    async with scripted({"GET /json": [_sized(spec, 64)], "POST /update": [_NOTHING]}) as driver:
        with pytest.raises(InstanceMissingError):
            await driver.apply_limits(spec)


@pytest.mark.parametrize("status", ["running", "exited"])
async def test_a_container_that_takes_no_other_limits_is_made_anew(
    scripted: Scripted, spec: ContainerSpec, status: str
) -> None:
    was, made = _sized(spec, 64, status), _sized(spec, spec.memory_mb, "created")
    started = _sized(spec, spec.memory_mb)
    answers: Answers = {
        "GET /json": [was, was, _NOTHING, made, made, started],
        "POST /update": [(400, {"message": "CPU quota is set already"})],
        "DELETE /c1": [(204, None)],
        "GET /networks": [(200, [{"Id": "net-1"}])],
        "POST /containers/create": [(201, {"Id": "c2"})],
        "POST /start": [(204, None)],
    }
    async with scripted(answers) as driver:
        info = await driver.apply_limits(spec)
    assert info.limits.memory_mb == spec.memory_mb
    assert (info.status is InstanceStatus.RUNNING) == (status == "running")


async def test_gone_between_look_and_start(scripted: Scripted, spec: ContainerSpec) -> None:
    async with scripted({"GET /json": [_present(spec)], "POST /start": [_NOTHING]}) as driver:
        with pytest.raises(InstanceMissingError):
            await driver.start(spec.name)


async def test_gone_right_after_the_start(scripted: Scripted, spec: ContainerSpec) -> None:
    answers: Answers = {"GET /json": [_present(spec), _NOTHING], "POST /start": [(204, None)]}
    async with scripted(answers) as driver:
        with pytest.raises(InstanceMissingError):
            await driver.start(spec.name)


async def test_a_fault_at_create_may_pass(scripted: Scripted, spec: ContainerSpec) -> None:
    answers: Answers = {
        "GET /networks": [(200, [{"Id": "net-1"}])],
        "POST /containers/create": [_FAULT],
    }
    async with scripted(answers) as driver:
        with pytest.raises(EngineRefusedError):
            await driver.create(spec)


async def test_a_fault_while_the_network_is_made_may_pass(
    scripted: Scripted, spec: ContainerSpec
) -> None:
    answers: Answers = {"GET /networks": [(200, [])], "POST /networks/create": [_FAULT]}
    async with scripted(answers) as driver:
        with pytest.raises(EngineRefusedError) as refused:
            await driver.create(spec)
    assert refused.value.retryable


@pytest.mark.parametrize("visible", [False, True])
async def test_a_race_that_does_not_settle_may_pass(
    scripted: Scripted, spec: ContainerSpec, *, visible: bool
) -> None:
    found = _present(changed(spec, memory_mb=200)) if visible else _NOTHING
    answers: Answers = {
        "GET /json": [_NOTHING, found],
        "GET /networks": [(200, []), (200, [{"Id": "net-1"}])],
        "POST /networks/create": [(409, {"message": "exists"})],
        "POST /containers/create": [(409, {"message": "name in use"})],
    }
    async with scripted(answers) as driver:
        with pytest.raises(DriverError) as failed:
            await driver.create(spec)
    assert failed.value.retryable


async def test_a_removal_under_way_is_waited_for(scripted: Scripted, spec: ContainerSpec) -> None:
    answers: Answers = {
        "GET /json": [_present(spec), _present(spec), _NOTHING],
        "DELETE /c1": [(409, {"message": "removal in progress"})],
        "GET /networks": [(200, [])],
        "GET /volumes": [(200, {"Volumes": None})],
    }
    async with scripted(answers) as driver:
        await driver.delete(spec.name)
        assert await driver.inspect(spec.name) is None


async def test_a_removal_that_never_ends_is_a_timeout(
    scripted: Scripted, spec: ContainerSpec
) -> None:
    answers: Answers = {
        "GET /json": [_present(spec)],
        "DELETE /c1": [(409, {"message": "removal in progress"})],
    }
    async with scripted(answers) as driver:
        with pytest.raises(DriverTimeoutError):
            await driver.delete(spec.name)


async def test_a_fault_at_removal_may_pass(scripted: Scripted, spec: ContainerSpec) -> None:
    async with scripted({"GET /json": [_present(spec)], "DELETE /c1": [_FAULT]}) as driver:
        with pytest.raises(EngineRefusedError):
            await driver.delete(spec.name)


async def test_gone_while_it_is_measured(scripted: Scripted, spec: ContainerSpec) -> None:
    listed = [{"Id": "c1", "Labels": config.labels(spec, _NODE)}]
    answers: Answers = {"GET /containers/json": [(200, listed)], "GET /stats": [_NOTHING]}
    async with scripted(answers) as driver:
        assert await driver.usage([spec.name]) == []


async def test_a_broken_connection_is_unreachable() -> None:
    async def broken(_: object) -> None:
        raise ConnectionResetError

    engine = Engine("unix:///nowhere", 1)
    with pytest.raises(NodeUnreachableError):
        await engine.call(broken)
    await engine.close()
