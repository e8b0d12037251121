"""Disks that are full or cannot be written to, met for real: said as what they are, and at once."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from app.features.deployments.providers.base import (
    InstanceStatus,
    NodeStorageFullError,
    NodeStorageUnavailableError,
)
from app.features.deployments.providers.errors import storage_error_in
from tests.fakes.small_disk import filled, read_only
from tests.features.deployments.providers.environments import spec_for
from tests.sandbox.process.environment import ProcessEnvironment

_BACKEND = Path(__file__).parents[3]
_CREATE = """
import asyncio, sys
from pathlib import Path
from app.features.deployments.providers.base import DriverError, NodeTarget
from sandbox.process.driver import ProcessDriver
from tests.features.deployments.providers.environments import spec_for
node = NodeTarget(node_id="n", driver="process")
driver = ProcessDriver(node, Path(sys.argv[1]), production=False)
try:
    asyncio.run(driver.create(spec_for()))
except DriverError as error:
    print(error.code, error.retryable)
"""


@pytest.fixture
def place(small_disk: Path) -> ProcessEnvironment:
    return ProcessEnvironment(small_disk / "instances")


async def test_a_full_disk_refuses_and_takes_it_when_there_is_room(
    small_disk: Path, place: ProcessEnvironment
) -> None:
    driver, spec = place.driver(), spec_for("static-site")
    with filled(small_disk), pytest.raises(NodeStorageFullError) as said:
        await driver.create(spec)
    assert not said.value.retryable
    assert (await driver.create(spec)).status is InstanceStatus.STOPPED
    with filled(small_disk), pytest.raises(NodeStorageFullError):
        await driver.start(spec.name)
    assert (await driver.start(spec.name)).status is InstanceStatus.RUNNING
    await driver.delete(spec.name)
    assert await place.leftovers() == []


async def test_what_is_on_a_full_disk_can_be_removed(
    small_disk: Path, place: ProcessEnvironment
) -> None:
    driver, spec = place.driver(), spec_for("static-site")
    await driver.create(spec)
    with filled(small_disk):
        await driver.delete(spec.name)
    assert await place.leftovers() == []


async def test_a_read_only_disk_refuses(small_disk: Path, place: ProcessEnvironment) -> None:
    driver, spec = place.driver(), spec_for("static-site")
    await driver.create(spec)
    with read_only(small_disk):
        for call in (driver.create(spec_for()), driver.start(spec.name), driver.delete(spec.name)):
            with pytest.raises(NodeStorageUnavailableError) as said:
                await call
            assert not said.value.retryable
    await driver.delete(spec.name)


def test_a_limit_on_the_size_of_files_is_a_full_disk(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CREATE, str(tmp_path / "instances")],
        cwd=_BACKEND,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "node_storage_full False\n", done.stderr


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("[Errno 28] No space left on device: 'x'", NodeStorageFullError),
        ("[Errno 122] Disk quota exceeded", NodeStorageFullError),
        ("[Errno 30] Read-only file system: 'x'", NodeStorageUnavailableError),
        ("[Errno 2] No such file or directory", type(None)),
    ],
)
def test_what_a_program_says_of_a_disk_is_understood(message: str, error: type) -> None:
    assert type(storage_error_in(message)) is error
