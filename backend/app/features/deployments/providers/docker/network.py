"""An instance's own bridge and volume on an Engine: made once, found again, taken away."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from aiodocker import Docker
from aiodocker.networks import DockerNetwork
from aiodocker.volumes import DockerVolume

from app.features.deployments.providers.base import (
    ContainerSpec,
    DriverError,
    InvalidSpecError,
    NodeTarget,
    PortTakenError,
)
from app.features.deployments.providers.docker import config
from app.features.deployments.providers.docker.client import (
    CONFLICT,
    FORBIDDEN,
    Engine,
    EngineRefusedError,
    ignore_not_found,
)

_SETTLE_SECONDS = 2.0
_POLL_SECONDS = 0.05


class ContainerResources:
    """What lies around an instance's container: its network and its data volume."""

    def __init__(self, engine: Engine, node: NodeTarget) -> None:
        """Work on one node."""
        self._engine = engine
        self._node = node

    async def network(self, spec: ContainerSpec) -> str:
        """Return the id of the instance's bridge, made when there is none.

        Raises PortTakenError when a stranger's network has the subnet that goes with the port.
        """
        if found := await self._networks(spec.name):
            return _first(found)
        try:
            request = config.network(spec, self._node)
        except ValueError as error:
            raise InvalidSpecError(detail=str(error), field="subnet_pool") from error
        try:
            made = await self._engine.call(lambda docker: docker.networks.create(request))
        except EngineRefusedError as error:
            if error.status in {FORBIDDEN, CONFLICT}:
                return await self._made_concurrently(spec, error)
            raise
        return str(made.id)

    async def volume(self, spec: ContainerSpec) -> None:
        """Have the data volume, labelled, so that it is found when all else is gone."""
        labels = config.labels(spec, self._node)
        request = {"Name": config.volume_name(spec.name), "Labels": labels}
        await self._engine.call(partial(_create_volume, request))

    async def remove_networks(self, name: str) -> None:
        """Remove every network of the instance; success when there is none."""
        for network in await self._networks(name):
            key = str(network["Id"])
            with ignore_not_found():
                await self._engine.call(partial(_delete, DockerNetwork, key))

    async def remove_volumes(self, name: str) -> None:
        """Remove the instance's volume; success when there is none."""
        for volume in await self._volumes(name):
            key = str(volume["Name"])
            with ignore_not_found():
                await self._engine.call(partial(_delete, DockerVolume, key))

    async def labels(self) -> list[Mapping[str, str]]:
        """Return the labels of every network and volume of this node."""
        found = [*await self._networks(), *await self._volumes()]
        return [entry.get("Labels") or {} for entry in found]

    async def _made_concurrently(self, spec: ContainerSpec, error: DriverError) -> str:
        # The other one of a race holds the subnet before its network can be seen in the list.
        deadline = time.monotonic() + _SETTLE_SECONDS
        while True:
            if found := await self._networks(spec.name):
                return _first(found)
            if time.monotonic() > deadline:
                raise PortTakenError(detail=error.detail, port=spec.port) from error
            await asyncio.sleep(_POLL_SECONDS)

    async def _networks(self, name: str = "") -> list[dict[str, Any]]:
        wanted = config.node_filter(self._node, name)
        return await self._engine.call(lambda docker: docker.networks.list(filters=wanted))

    async def _volumes(self, name: str = "") -> list[dict[str, Any]]:
        wanted = config.node_filter(self._node, name)
        return await self._engine.call(partial(_list_volumes, wanted))


def _first(networks: list[dict[str, Any]]) -> str:
    return min(str(network["Id"]) for network in networks)


# The library has no types for what follows.


async def _delete(kind: type[DockerNetwork | DockerVolume], key: str, docker: Docker) -> None:
    await kind(docker, key).delete()


async def _create_volume(request: Mapping[str, object], docker: Docker) -> None:
    await docker.volumes.create(request)  # type: ignore[no-untyped-call]  # see above


async def _list_volumes(wanted: Mapping[str, object], docker: Docker) -> list[dict[str, Any]]:
    answer = await docker.volumes.list(filters=wanted)  # type: ignore[no-untyped-call]  # see above
    return answer["Volumes"] or []
