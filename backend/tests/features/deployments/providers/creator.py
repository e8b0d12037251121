"""A process that makes an instance and then hangs, to be killed: `creator.py DRIVER NODE PLACE`.

Reads the spec as JSON from standard input and prints `ready` when the instance was started.
"""

import asyncio
import sys
from pathlib import Path

from app.core.json import loads
from app.features.deployments.providers.base import (
    ContainerSpec,
    Driver,
    NodeTarget,
    VirtualMachineSpec,
)
from app.features.deployments.providers.docker.driver import DockerDriver
from app.features.deployments.providers.qemu.driver import QemuDriver
from sandbox.process.driver import ProcessDriver


def _driver(kind: str, node_id: str, place: str) -> Driver:
    node = NodeTarget(node_id=node_id, driver=kind, endpoint=place)
    if kind == "docker":
        return DockerDriver(node, place)
    if kind == "qemu":
        return QemuDriver(node)
    return ProcessDriver(node, Path(place), production=False)


async def main() -> None:
    driver = _driver(*sys.argv[1:])
    spec_type = VirtualMachineSpec if sys.argv[1] == "qemu" else ContainerSpec
    spec = spec_type.from_dict(loads(sys.stdin.readline()))
    await driver.create(spec)
    await driver.start(spec.name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
