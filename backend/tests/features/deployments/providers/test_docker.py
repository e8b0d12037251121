"""What is the Docker driver's own: hardening, translation of failures, leftovers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiodocker import Docker

from app.features.deployments.providers.base import (
    DriverTimeoutError,
    ImageMissingError,
    InstanceStatus,
    InvalidSpecError,
    NetworkMode,
    NodeTarget,
    NodeUnreachableError,
    PortTakenError,
)
from app.features.deployments.providers.docker import config, read
from app.features.deployments.providers.docker.client import Engine, EngineRefusedError
from app.features.deployments.providers.docker.driver import DockerDriver
from app.features.deployments.providers.images import image_for
from app.features.deployments.providers.usage import Counters
from tests.features.deployments.providers.docker_environment import DockerEnvironment
from tests.features.deployments.providers.engine_proxy import silent_engine
from tests.features.deployments.providers.environments import changed, spec_for

_NODE = NodeTarget(node_id="n1", driver="docker")


@pytest.fixture
async def place(docker_endpoint: str, tmp_path: Path) -> AsyncIterator[DockerEnvironment]:
    made = DockerEnvironment(docker_endpoint, tmp_path)
    yield made
    async with made.driver() as driver:
        for info in await driver.list():
            await driver.delete(info.name)
    assert await made.leftovers() == []


async def test_a_silent_engine_is_a_timeout(tmp_path: Path) -> None:
    async with (
        silent_engine(tmp_path / "engine.sock") as address,
        DockerDriver(_NODE, address, seconds=0.1) as driver,
    ):
        with pytest.raises(DriverTimeoutError):
            await driver.create(spec_for())


async def test_no_engine_is_unreachable(tmp_path: Path) -> None:
    async with DockerDriver(_NODE, f"unix://{tmp_path}/none.sock") as driver:
        with pytest.raises(NodeUnreachableError):
            await driver.inspect("hw-1")


async def test_a_strange_endpoint_is_refused() -> None:
    async with DockerDriver(_NODE, "somewhere") as driver:
        with pytest.raises(InvalidSpecError):
            await driver.facts()


async def test_refusals_keep_their_status(docker_endpoint: str) -> None:
    engine = Engine(docker_endpoint, 5)
    with pytest.raises(EngineRefusedError) as refused:
        await engine.call(lambda docker: docker.containers.container("hw-none").show())
    await engine.close()
    assert (refused.value.status, refused.value.retryable) == (404, False)


async def test_a_local_image_is_not_looked_for_outside(place: DockerEnvironment) -> None:
    async with place.driver() as driver:
        with pytest.raises(ImageMissingError) as missing:
            await driver.prepare("static-site", "localhost/hostwright/none:1")
    assert not missing.value.retryable


async def test_a_pull_that_fails_is_a_missing_image(place: DockerEnvironment) -> None:
    async with place.driver() as driver:
        with pytest.raises(ImageMissingError):
            await driver.prepare("static-site", "127.0.0.1:9/hostwright/none:1")


async def test_a_missing_image_at_create_is_said(place: DockerEnvironment) -> None:
    spec = changed(spec_for("static-site"), image_reference="localhost/hostwright/none:1")
    async with place.driver() as driver:
        with pytest.raises(ImageMissingError):
            await driver.create(spec)
        (left,) = await driver.list()
        assert (left.name, left.status) == (spec.name, InstanceStatus.MISSING)
        assert left.service_id == spec.service_id
        assert await driver.inspect(spec.name) is None
        await driver.delete(spec.name)
    assert await place.leftovers() == []


async def test_each_service_has_a_network_of_its_own(place: DockerEnvironment) -> None:
    first, second = spec_for(), spec_for()
    async with place.driver() as driver:
        for spec in (first, second):
            await driver.create(spec)
        async with Docker(place.node.endpoint) as docker:
            networks = [
                (await docker.containers.container(spec.name).show())["NetworkSettings"]["Networks"]
                for spec in (first, second)
            ]
    assert [list(entry) for entry in networks] == [[first.name], [second.name]]


async def test_a_subnet_of_a_stranger_means_another_port(place: DockerEnvironment) -> None:
    spec = spec_for()
    subnet = config.subnet(place.node.subnet_pool, spec.port)
    async with Docker(place.node.endpoint) as docker, place.driver() as driver:
        request: dict[str, Any] = {"Name": f"theirs-{spec.port}"}
        network = await docker.networks.create(request | {"IPAM": {"Config": [{"Subnet": subnet}]}})
        try:
            with pytest.raises(PortTakenError):
                await driver.create(spec)
        finally:
            await network.delete()


async def test_a_container_that_vanished_while_removed_is_gone(place: DockerEnvironment) -> None:
    async with place.driver() as driver:
        spec = spec_for("static-site")
        await driver.create(spec)
        async with Docker(place.node.endpoint) as docker:
            await docker.containers.container(spec.name).delete(force=True)
        await driver.delete(spec.name)
    assert await place.leftovers() == []


async def test_host_networking_runs_without_a_bridge(docker_endpoint: str, tmp_path: Path) -> None:
    made = DockerEnvironment(docker_endpoint, tmp_path)
    node = NodeTarget(
        node_id=made.node.node_id,
        driver="docker",
        endpoint=docker_endpoint,
        network_mode=NetworkMode.HOST,
    )
    spec = spec_for("static-site")
    async with DockerDriver(node, docker_endpoint) as driver:
        await driver.create(spec)
        info = await driver.start(spec.name)
        assert info.address == f"http://127.0.0.1:{spec.port}"
        assert await made.leftovers() == [f"container {spec.name}"]
        await driver.delete(spec.name)
    assert await made.leftovers() == []


def test_a_container_is_locked_down() -> None:
    spec = changed(spec_for("python-web"), labels={"team": "a"})
    asked = config.container(spec, image_for("python-web"), _NODE, "net-1")
    host = asked["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert (host["Privileged"], host["ReadonlyRootfs"]) == (False, True)
    assert host["Memory"] == host["MemorySwap"] == spec.memory_mb << 20
    assert host["NanoCpus"] == spec.cpu_millis * 1_000_000
    assert host["PidsLimit"] == spec.pids
    assert host["LogConfig"]["Config"]["max-size"] == "1m"
    assert host["RestartPolicy"] == {"Name": "unless-stopped"}
    assert host["PortBindings"] == {
        "8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(spec.port)}]
    }
    assert host["NetworkMode"] == "net-1"
    assert asked["User"] == "65534:65534"
    assert "Cmd" not in asked
    assert "Entrypoint" not in asked
    assert asked["Labels"]["team"] == "a"
    assert asked["Labels"]["hostwright.node"] == "n1"


def test_every_port_has_a_subnet_of_its_own() -> None:
    assert config.subnet("10.200.0.0/13", 1024) == "10.200.32.0/29"
    assert config.subnet("10.200.0.0/13", 65535) == "10.207.255.248/29"
    with pytest.raises(ValueError, match="too small"):
        config.subnet("10.200.0.0/24", 20000)


async def test_a_pool_that_is_too_small_is_a_wrong_setting(docker_endpoint: str) -> None:
    node = NodeTarget(node_id="n1", driver="docker", subnet_pool="10.200.0.0/24")
    async with DockerDriver(node, docker_endpoint) as driver:
        with pytest.raises(InvalidSpecError):
            await driver.create(spec_for())


def test_without_a_pool_the_engine_chooses() -> None:
    node = NodeTarget(node_id="n1", driver="docker", subnet_pool="")
    assert "IPAM" not in config.network(spec_for(), node)


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ({"usage": 30 << 20, "stats": {"total_inactive_file": 10 << 20}}, 20.0),
        ({"usage": 30 << 20, "stats": {"inactive_file": 5 << 20}}, 25.0),
        ({"usage": 30 << 20}, 30.0),
        ({"usage": 1 << 20, "stats": {"inactive_file": 5 << 20}}, 0.0),
    ],
)
def test_memory_is_read_from_both_cgroup_versions(memory: dict[str, Any], expected: float) -> None:
    stats = {"memory_stats": memory, "cpu_stats": {"cpu_usage": {"total_usage": 2_500_000_000}}}
    found = read.reading(stats)
    assert found is not None
    assert (found.memory_mb, found.cpu_seconds) == (expected, 2.5)


def test_bytes_are_summed_over_interfaces_and_devices() -> None:
    stats = {
        "memory_stats": {"usage": 1},
        "networks": {
            "eth0": {"rx_bytes": 10, "tx_bytes": 1},
            "eth1": {"rx_bytes": 5, "tx_bytes": 2},
        },
        "blkio_stats": {
            "io_service_bytes_recursive": [
                {"major": 8, "minor": 0, "op": "Read", "value": 100},
                {"major": 8, "minor": 16, "op": "read", "value": 11},
                {"major": 8, "minor": 0, "op": "write", "value": 7},
            ]
        },
    }
    found = read.reading(stats, 3.5)
    assert found is not None
    assert found.disk_mb == 3.5
    assert found.counters == Counters(disk_read=111, disk_write=7, network_in=15, network_out=3)


def test_what_the_engine_does_not_count_is_not_known() -> None:
    found = read.reading(
        {"memory_stats": {"usage": 1}, "blkio_stats": {"io_service_bytes_recursive": None}}
    )
    assert found is not None
    assert (found.disk_mb, found.counters) == (None, Counters())


def test_the_disk_of_an_instance_is_its_own_writes_and_its_volume() -> None:
    node = NodeTarget(node_id="n1", driver="docker")
    spec = spec_for()
    labels = config.labels(spec, node)
    strange = {"Labels": {config.NAME: "other"}}
    answer = {
        "Containers": [{"Labels": labels, "SizeRw": 1 << 20}, strange | {"SizeRw": 9}],
        "Volumes": [
            {"Labels": labels, "UsageData": {"Size": 3 << 20}},
            {"Labels": None, "UsageData": {"Size": 9}},
        ],
    }
    assert read.disk_sizes(answer, node) == {spec.name: 4.0}
    unknown = {"Volumes": [{"Labels": labels, "UsageData": {"Size": -1}}], "Containers": None}
    assert read.disk_sizes(unknown, node) == {spec.name: 0.0}


def test_a_stopped_container_has_no_reading() -> None:
    assert read.reading({"memory_stats": {}, "cpu_stats": {}}) is None


@pytest.mark.parametrize(
    ("host", "millis"),
    [
        ({"NanoCpus": 500_000_000}, 500),
        ({"NanoCpus": 0, "CpuQuota": 50_000, "CpuPeriod": 100_000}, 500),
        ({}, 0),
    ],
)
def test_limits_are_read_as_docker_and_podman_tell_them(host: dict[str, Any], millis: int) -> None:
    answer: dict[str, Any] = {
        "Config": {"Labels": config.labels(spec_for(), _NODE)},
        "State": {"Status": "running", "StartedAt": "2026-11-22T12:45:03.598281533Z"},
        "HostConfig": host,
    }
    info = read.info(answer, _NODE)
    assert info.limits.cpu_millis == millis
    assert info.started_at is not None
    assert info.started_at.microsecond == 598281
    answer["State"]["StartedAt"] = "0001-01-01T00:00:00Z"
    assert read.info(answer, _NODE).started_at is None
    answer["State"]["StartedAt"] = ""
    assert read.info(answer, _NODE).started_at is None
