"""Images of a real Engine: pulled from a registry, layer by layer, and removed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from aiodocker import Docker

from app.features.deployments.providers.base import DriverTimeoutError, PullProgress
from app.features.deployments.providers.docker.client import Engine, EngineRefusedError
from app.features.deployments.providers.docker.pull import PullMeter
from app.features.deployments.providers.images import names_of
from tests.features.deployments.providers.docker_environment import DockerEnvironment
from tests.features.deployments.providers.image_registry import image_registry


def _layer(name: str, status: str, current: int = 0, total: int = 0) -> dict[str, Any]:
    detail = {"current": current, "total": total} if total else {}
    return {"id": name, "status": status, "progressDetail": detail}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([{"status": "Pulling from hostwright/site", "id": "1"}], PullProgress()),
        ([{"status": "Digest: sha256:1"}], PullProgress()),
        ([_layer("a", "Already exists")], PullProgress(layers_done=1, layers_total=1)),
        (
            [_layer("a", "Pulling fs layer"), _layer("b", "Downloading", 10, 40)],
            PullProgress(layers_total=2, bytes_done=10, bytes_total=40),
        ),
        (
            [_layer("b", "Downloading", 10, 40), _layer("b", "Verifying Checksum")],
            PullProgress(layers_total=1, bytes_done=40, bytes_total=40),
        ),
        (
            [_layer("b", "Downloading", 10, 40), _layer("b", "Pull complete")],
            PullProgress(layers_done=1, layers_total=1, bytes_done=40, bytes_total=40),
        ),
    ],
)
def test_progress_is_added_up_from_layers(
    told: Sequence[dict[str, Any]], expected: PullProgress
) -> None:
    meter = PullMeter()
    for message in told:
        meter.take(message)
    assert meter.progress == expected


@pytest.mark.parametrize(
    ("image", "reference", "names"),
    [
        ("static-site", "", {"static-site", "localhost/hostwright/static-site:1"}),
        ("own", "", {"own", "own:latest"}),
        ("own", "host:5000/own", {"own", "host:5000/own", "host:5000/own:latest"}),
    ],
)
def test_an_image_is_known_by_every_name_it_may_have(
    image: str, reference: str, names: set[str]
) -> None:
    assert names_of(image, reference) == names


async def test_an_image_is_pulled_with_progress_and_removed(
    docker_endpoint: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    place = DockerEnvironment(docker_endpoint, tmp_path)
    async with image_registry(unused_tcp_port) as registry, place.driver() as driver:
        seen: list[PullProgress] = []
        pulling = asyncio.create_task(driver.prepare("pulled", registry.reference, seen.append))
        await registry.half_sent.wait()
        registry.go.set()
        found = await pulling
        try:
            assert (found.reference, found.digest) == (registry.reference, registry.digest)
            assert found.size_bytes > 0
            last = seen[-1]
            assert (last.layers_done, last.layers_total) == (2, 2)
            assert last.bytes_done == last.bytes_total
            assert any(one.layers_done < one.layers_total for one in seen)
            # What is there is not asked for outside again.
            assert await driver.prepare("pulled", registry.reference) == found
        finally:
            await driver.remove_image("pulled", registry.reference)
        listed = {one.reference for one in await driver.images()}
        assert registry.reference not in listed


async def test_a_pull_that_is_cancelled_leaves_no_image(
    docker_endpoint: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    place = DockerEnvironment(docker_endpoint, tmp_path)
    async with image_registry(unused_tcp_port) as registry, place.driver() as driver:
        pulling = asyncio.create_task(driver.prepare("pulled", registry.reference))
        await registry.half_sent.wait()
        pulling.cancel()
        await asyncio.gather(pulling, return_exceptions=True)
        async with Docker(docker_endpoint) as docker:
            engine = Engine(docker_endpoint, 5)
            with pytest.raises((EngineRefusedError, DriverTimeoutError)):
                await engine.call(lambda _: docker.images.inspect(registry.reference))
            await engine.close()
