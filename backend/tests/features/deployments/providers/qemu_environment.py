"""A folder, and the processes that run in one of its folders."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.features.deployments.providers.base import (
    Driver,
    InstanceInfo,
    Limits,
    NodeTarget,
    VirtualMachineSpec,
)
from app.features.deployments.providers.qemu.driver import QemuDriver
from tests.features.deployments.providers.environments import free_port
from tests.sandbox.process.environment import LosingDriver

_IMAGE = "tiny"


def offer_image(root: Path, image: Path) -> None:
    """Put a built image where the driver takes images from."""
    (root / "library").mkdir(parents=True)
    (root / "library" / image.name).symlink_to(image)


def virtual_machine(**fields: Any) -> VirtualMachineSpec:
    """Describe a machine nobody else has, on a free port."""
    service_id = str(uuid4())
    about: dict[str, Any] = {
        "name": f"hw-{service_id}",
        "service_id": service_id,
        "hostname": "web.example.com",
        "image": _IMAGE,
        "host": "127.0.0.1",
        "port": free_port(),
        "cpu_millis": 1000,
        "memory_mb": 96,
        "disk_gb": 1,
    }
    return VirtualMachineSpec(**(about | fields))


@dataclass(frozen=True)
class _Process:
    pid: int
    place: Path
    command: list[str]


class QemuEnvironment:
    """Machines as the kernel knows them: by the folder their process runs in."""

    def __init__(self, root: Path, *, powerdown_seconds: float = 0.2) -> None:
        self.root = root
        self._powerdown_seconds = powerdown_seconds
        self.node = NodeTarget(node_id=str(uuid4()), driver="qemu", endpoint=f"dir://{root}")
        self.place = root / self.node.node_id

    def driver(self) -> Driver:
        return QemuDriver(self.node, powerdown_seconds=self._powerdown_seconds)

    def spec(self, image: str = "python-web") -> VirtualMachineSpec:
        known = image in {"python-web", "static-site"}
        return virtual_machine(image=_IMAGE if known else image)

    async def is_up(self, info: InstanceInfo) -> bool:
        """Tell whether its SSH port is forwarded: the system inside takes longer to boot."""
        assert info.address is not None
        try:
            _, writer = await asyncio.open_connection(
                "127.0.0.1", int(info.address.rpartition(":")[2])
            )
        except OSError:
            return False
        writer.close()
        return True

    def creator(self) -> list[str]:
        return ["qemu", self.node.node_id, self.node.endpoint]

    @asynccontextmanager
    async def losing(self, call: str) -> AsyncIterator[Driver]:
        losing: Any = LosingDriver(self.driver(), call)
        yield losing

    async def pid(self, name: str) -> int:
        found = self._processes(name)
        return found[0].pid if found else 0

    async def count(self, name: str) -> int:
        return len(self._processes(name))

    async def limits(self, name: str) -> Limits:
        (found,) = self._processes(name)
        vcpus = int(found.command[found.command.index("-smp") + 1])
        memory = found.command[found.command.index("-m") + 1]
        return Limits(cpu_millis=vcpus * 1000, memory_mb=int(memory.rstrip("M")), pids=0)

    async def drift(self, name: str) -> None:
        """Nothing does this to a machine: its size is its command line."""

    async def leftovers(self) -> list[str]:
        files = [str(path) for path in self.place.iterdir()] if self.place.exists() else []
        return files + [f"pid {found.pid}" for found in self._processes("")]

    async def occupy(self, name: str) -> None:
        (self.place / name).mkdir(parents=True)
        (self.place / name / "theirs").write_text("not ours")

    async def occupied(self, name: str) -> bool:
        return (self.place / name / "theirs").exists()

    async def vacate(self, name: str) -> None:
        shutil.rmtree(self.place / name)

    def _processes(self, name: str) -> list[_Process]:
        wanted = str(self.place / name) if name else f"{self.place}/"
        found = []
        for entry in Path("/proc").iterdir():
            try:
                place = str((entry / "cwd").readlink())
                command = (entry / "cmdline").read_bytes().decode().split("\0")
            except (OSError, ValueError):
                continue
            if command[0] and (place == wanted or (not name and place.startswith(wanted))):
                found.append(_Process(int(entry.name), Path(place), command))
        return found
