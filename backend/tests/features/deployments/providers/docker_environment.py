"""An Engine, seen through its own API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiodocker import Docker, DockerError

from app.features.deployments.providers.base import (
    Driver,
    InstanceInfo,
    InstanceSpec,
    Limits,
    NodeTarget,
)
from app.features.deployments.providers.docker.driver import DockerDriver
from tests.features.deployments.providers.engine_proxy import losing_answers
from tests.features.deployments.providers.environments import spec_for
from tests.features.deployments.providers.serving import is_up

_MIB = 1 << 20


class DockerEnvironment:
    """An Engine, seen through its API."""

    def __init__(self, endpoint: str, scratch: Path) -> None:
        self._endpoint = endpoint
        self._scratch = scratch
        self.node = NodeTarget(node_id=str(uuid4()), driver="docker", endpoint=endpoint)

    def driver(self) -> Driver:
        return DockerDriver(self.node, self._endpoint)

    def spec(self, image: str = "python-web") -> InstanceSpec:
        return spec_for(image)

    async def is_up(self, info: InstanceInfo) -> bool:
        return await is_up(info)

    def creator(self) -> list[str]:
        return ["docker", self.node.node_id, self._endpoint]

    @asynccontextmanager
    async def losing(self, call: str) -> AsyncIterator[Driver]:
        request = {
            "create": "/containers/create",
            "start": "/start",
            "stop": "/stop",
            "restart": "/restart",
            "delete": "DELETE /",
        }[call]
        upstream = self._endpoint.removeprefix("unix://")
        async with (
            losing_answers(upstream, self._scratch / "proxy.sock", request) as address,
            DockerDriver(self.node, address) as driver,
        ):
            yield driver

    async def pid(self, name: str) -> int:
        return int((await self._inspect(name))["State"]["Pid"])

    async def count(self, name: str) -> int:
        return len([found for found in await self.leftovers() if found == f"container {name}"])

    async def limits(self, name: str) -> Limits:
        host = (await self._inspect(name))["HostConfig"]
        return Limits(
            cpu_millis=host["NanoCpus"] // 1_000_000,
            memory_mb=host["Memory"] // _MIB,
            pids=host["PidsLimit"],
        )

    async def drift(self, name: str) -> None:
        asked = {"Memory": 64 * _MIB, "MemorySwap": 64 * _MIB}
        async with Docker(self._endpoint) as docker:
            path = f"containers/{name}/update"
            await docker._query_json(path, method="POST", data=asked)

    async def leftovers(self) -> list[str]:
        wanted = {"label": [f"hostwright.node={self.node.node_id}"]}
        async with Docker(self._endpoint) as docker:
            everything = await docker.containers.list(all=True)
            networks = await docker.networks.list(filters=wanted)
            volumes = await docker.volumes.list(filters=wanted)  # type: ignore[no-untyped-call]  # theirs
        ours = [c for c in everything if c["Labels"].get("hostwright.node") == self.node.node_id]
        return (
            [f"container {c['Names'][0].lstrip('/')}" for c in ours]
            + [f"network {network['Name']}" for network in networks]
            + [f"volume {volume['Name']}" for volume in volumes["Volumes"] or []]
        )

    async def occupy(self, name: str) -> None:
        image = "localhost/hostwright/static-site:1"
        async with Docker(self._endpoint) as docker:
            await docker.containers.create({"Image": image}, name=name)

    async def occupied(self, name: str) -> bool:
        try:
            await self._inspect(name)
        except DockerError:
            return False
        return True

    async def vacate(self, name: str) -> None:
        async with Docker(self._endpoint) as docker:
            await docker.containers.container(name).delete(force=True)

    async def _inspect(self, name: str) -> dict[str, Any]:
        async with Docker(self._endpoint) as docker:
            return await docker.containers.container(name).show()
