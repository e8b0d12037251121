"""The environments the suite runs in: processes always, Docker and QEMU where they are."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.features.deployments.providers.base import Driver
from tests.features.deployments.providers.docker_environment import DockerEnvironment
from tests.features.deployments.providers.environments import DriverEnvironment
from tests.features.deployments.providers.qemu_environment import QemuEnvironment, offer_image
from tests.sandbox.process.environment import ProcessEnvironment

_ENDPOINT = "HOSTWRIGHT_TEST_DOCKER"
_MISSING = "HOSTWRIGHT_TEST_DOCKER_MISSING"
_QEMU_TOOLS = ("qemu-system-x86_64", "qemu-img", "mke2fs", "apt-get")
_QEMU_IMAGES = "HOSTWRIGHT_TEST_VM_IMAGES"
_QEMU_MISSING = "HOSTWRIGHT_TEST_QEMU_MISSING"
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


@pytest.fixture(scope="session")
def tiny_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny image of virtual machines, built from Debian's packages."""
    missing = [tool for tool in _QEMU_TOOLS if not shutil.which(tool)]
    if missing:
        pytest.skip(os.environ.get(_QEMU_MISSING) or f"no {', '.join(missing)} here")
    kept = os.environ.get(_QEMU_IMAGES) or tmp_path_factory.mktemp("images")
    command = [sys.executable, "-m", "infra.images.vm.build", str(kept)]
    done = subprocess.run(command, cwd=_ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stderr)
    return Path(done.stdout.strip())


@pytest.fixture
def machines(tiny_image: Path, tmp_path: Path) -> QemuEnvironment:
    """A node of virtual machines that is offered the tiny image."""
    offer_image(tmp_path / "vm", tiny_image)
    return QemuEnvironment(tmp_path / "vm")


@pytest.fixture(params=["process", "docker", "qemu"])
async def environment(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[DriverEnvironment]:
    """One environment; whatever a test leaves there is removed through a driver."""
    made: DriverEnvironment
    if request.param == "process":
        made = ProcessEnvironment(tmp_path / "instances")
    elif request.param == "qemu":
        made = request.getfixturevalue("machines")
        async with made.driver() as driver:
            await driver.prepare("tiny")
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
