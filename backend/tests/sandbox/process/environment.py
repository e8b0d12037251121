"""A directory, and the processes whose command line names it."""

import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from app.features.deployments.providers.base import (
    Driver,
    DriverTimeoutError,
    InstanceInfo,
    InstanceSpec,
    Limits,
    NodeTarget,
)
from sandbox.process.driver import ProcessDriver
from tests.features.deployments.providers.environments import spec_for
from tests.features.deployments.providers.proc import proc
from tests.features.deployments.providers.serving import is_up

_MIB = 1 << 20


class LosingDriver:
    """A driver whose one call takes effect and then never answers."""

    def __init__(self, driver: Driver, call: str) -> None:
        self._driver = driver
        self._call = call

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._driver, name)
        return _lost(found) if name == self._call else found


def _lost(call: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[None]]:
    async def run(*arguments: object) -> None:
        await call(*arguments)
        raise DriverTimeoutError

    return run


class ProcessEnvironment:
    """A directory and the processes whose command line names it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.node = NodeTarget(node_id=str(uuid4()), driver="process", endpoint=str(root))

    def driver(self) -> Driver:
        return ProcessDriver(self.node, self._root, production=False)

    def spec(self, image: str = "python-web") -> InstanceSpec:
        return spec_for(image)

    async def is_up(self, info: InstanceInfo) -> bool:
        return await is_up(info)

    def creator(self) -> list[str]:
        return ["process", self.node.node_id, str(self._root)]

    @asynccontextmanager
    async def losing(self, call: str) -> AsyncIterator[Driver]:
        losing: Any = LosingDriver(self.driver(), call)
        yield losing

    async def pid(self, name: str) -> int:
        (supervisor,) = self._supervisors(name)
        children = supervisor.children()
        return children[0].pid if children else 0

    async def count(self, name: str) -> int:
        return len(self._supervisors(name))

    async def limits(self, name: str) -> Limits:
        data = proc(await self.pid(name), "limits")["Max data size"]
        spec = (self._root / name / "spec.json").read_text()
        millis = int(spec.split('"cpu_millis":')[1].split(",")[0])
        return Limits(cpu_millis=millis, memory_mb=int(data.split()[0]) // _MIB, pids=0)

    async def drift(self, name: str) -> None:
        other = (64 * _MIB, 64 * _MIB)
        resource.prlimit(await self.pid(name), resource.RLIMIT_DATA, other)

    async def leftovers(self) -> list[str]:
        return self._files() + [f"pid {process.pid}" for process in self._supervisors("")]

    async def occupy(self, name: str) -> None:
        (self._root / name).mkdir(parents=True)
        (self._root / name / "theirs").write_text("not ours")

    async def occupied(self, name: str) -> bool:
        return (self._root / name / "theirs").exists()

    async def vacate(self, name: str) -> None:
        (self._root / name / "theirs").unlink()
        (self._root / name).rmdir()

    def _files(self) -> list[str]:
        return [str(path) for path in self._root.iterdir()] if self._root.exists() else []

    def _supervisors(self, name: str) -> list[psutil.Process]:
        wanted = str(self._root / name)
        found = []
        for process in psutil.process_iter():
            try:
                line = process.cmdline()
                alive = process.status() != psutil.STATUS_ZOMBIE
            except psutil.Error:
                continue
            if alive and any(part == wanted or part.startswith(f"{wanted}/") for part in line):
                found.append(process)
        return found
