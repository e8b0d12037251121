"""The environments the suite runs in, one after the other: processes always, Docker where it is."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.features.deployments.providers.base import Driver
from tests.features.deployments.providers.docker_environment import DockerEnvironment
from tests.features.deployments.providers.environments import DriverEnvironment
from tests.sandbox.process.environment import ProcessEnvironment

_ENDPOINT = "HOSTWRIGHT_TEST_DOCKER"
_MISSING = "HOSTWRIGHT_TEST_DOCKER_MISSING"
_ROOT = Path(__file__).parents[5]


@pytest.fixture(scope="session")
def docker_endpoint() -> str:
    """The test Engine's address, with both images on it."""
    endpoint = os.environ.get(_ENDPOINT)
    if not endpoint:
        pytest.skip(os.environ.get(_MISSING) or f"no Docker daemon: {_ENDPOINT} names none")
    command = [sys.executable, "-m", "infra.images.build", "--engine", endpoint]
    subprocess.run(command, cwd=_ROOT, check=True, capture_output=True)
    return endpoint


@pytest.fixture(params=["process", "docker"])
async def environment(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[DriverEnvironment]:
    """One environment; whatever a test leaves there is removed through a driver."""
    made: DriverEnvironment
    if request.param == "process":
        made = ProcessEnvironment(tmp_path / "instances")
    else:
        made = DockerEnvironment(request.getfixturevalue("docker_endpoint"), tmp_path)
    yield made
    async with made.driver() as driver:
        for info in await driver.list():
            await driver.delete(info.name)
    assert await made.leftovers() == []


@pytest.fixture
async def driver(environment: DriverEnvironment) -> AsyncIterator[Driver]:
    async with environment.driver() as made:
        yield made
