"""The Docker driver: every instance is a hardened container with a network of its own.

Speaks the Engine API (1.41 and later), which podman's socket speaks too.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from aiodocker import Docker
from aiodocker.containers import DockerContainer

from app.core.json import dumps
from app.features.deployments.providers import disk_usage
from app.features.deployments.providers.base import (
    Capability,
    ContainerSpec,
    DriverError,
    DriverTimeoutError,
    ImageInUseError,
    ImageMissingError,
    InstanceInfo,
    InstanceKind,
    InstanceMissingError,
    InstanceSpec,
    InstanceStatus,
    Limits,
    NameTakenError,
    NetworkMode,
    NodeFacts,
    NodeImage,
    NodeTarget,
    NodeUnreachableError,
    OnProgress,
    PortTakenError,
    Usage,
    check_name,
)
from app.features.deployments.providers.docker import config, raw, read
from app.features.deployments.providers.docker.client import (
    CONFLICT,
    MISSING,
    Engine,
    EngineRefusedError,
    ignore_not_found,
)
from app.features.deployments.providers.docker.network import ContainerResources
from app.features.deployments.providers.docker.pull import PullMeter
from app.features.deployments.providers.images import image_for
from app.features.deployments.providers.log_lines import last_lines
from app.features.deployments.providers.usage import Reading, measure

DEFAULT_ENDPOINT = "unix:///var/run/docker.sock"
SECONDS = 30.0
PULL_SECONDS = 600.0
_PARALLEL = 16
_MAX_TAIL = 2000
_MIB = 1 << 20
_POLL_SECONDS = 0.05
_LOCAL = "localhost/"
_PORT_WORDS = ("port is already allocated", "address already in use")


class DockerDriver:
    """Implements `Driver` on one Engine."""

    name: ClassVar[str] = "docker"
    kinds: ClassVar[frozenset[InstanceKind]] = frozenset({InstanceKind.CONTAINER})
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.LOGS,
            Capability.METRICS,
            Capability.CPU_LIMIT,
            Capability.MEMORY_LIMIT,
            Capability.PIDS_LIMIT,
            Capability.OWN_NETWORK,
        }
    )

    def __init__(
        self,
        node: NodeTarget,
        endpoint: str = "",
        *,
        seconds: float = SECONDS,
        engine: Engine | None = None,
    ) -> None:
        """Talk to the Engine at `endpoint` (empty: the usual socket); `seconds` bounds a call.

        An `engine` that is given is somebody else's to close.
        """
        self._node = node
        self._seconds = seconds
        self._own = engine is None
        self._engine = engine or Engine(endpoint or DEFAULT_ENDPOINT, seconds, node.secrets)
        self._resources = ContainerResources(self._engine, node)
        self._gate = asyncio.Semaphore(_PARALLEL)

    async def facts(self) -> NodeFacts:
        """See Driver.facts."""
        info = await self._engine.call(lambda docker: docker.system.info())
        try:
            return NodeFacts(
                version=f"docker {info['ServerVersion']}",
                cpu_millis=info["NCPU"] * 1000,
                memory_mb=info["MemTotal"] // _MIB,
                disk_gb=0,
            )
        except (KeyError, TypeError) as error:
            raise NodeUnreachableError(detail=f"no Engine answers here: {error}") from error

    async def images(self) -> Sequence[NodeImage]:
        """See Driver.images."""
        found = await self._engine.call(lambda docker: docker.images.list())
        return [read.image(name, image) for image in found for name in image.get("RepoTags") or ()]

    async def ports_in_use(self) -> frozenset[int]:
        """See Driver.ports_in_use: what running containers publish, ours and others'."""
        found = await self._engine.call(lambda docker: docker.containers.list())
        published = (port for one in found for port in one._container.get("Ports") or ())  # noqa: SLF001  the Engine's own answer
        return frozenset(port["PublicPort"] for port in published if "PublicPort" in port)

    async def prepare(
        self, image: str, reference: str = "", on_progress: OnProgress | None = None
    ) -> NodeImage:
        """See Driver.prepare; a `localhost/` reference is never asked for outside."""
        wanted = reference or image_for(image).reference
        with ignore_not_found():
            return await self._image(wanted)
        if wanted.startswith(_LOCAL):
            raise ImageMissingError(detail=f"{wanted} is not on the node", image=image)
        try:
            await self._engine.call(lambda docker: _pull(docker, wanted, on_progress), PULL_SECONDS)
            return await self._image(wanted)
        except EngineRefusedError as error:
            raise ImageMissingError(
                detail=error.detail, retryable=error.retryable, image=image
            ) from error

    async def remove_image(self, image: str, reference: str = "") -> None:
        """See Driver.remove_image; other names of the same image stay."""
        wanted = reference or image_for(image).reference
        try:
            with ignore_not_found():
                await self._engine.call(lambda docker: docker.images.delete(wanted))
        except EngineRefusedError as error:
            if error.status == CONFLICT:
                raise ImageInUseError(detail=error.detail, image=image) from error
            raise

    async def create(self, spec: InstanceSpec) -> InstanceInfo:
        """See Driver.create."""
        spec = ContainerSpec.of(spec)
        image = image_for(spec.image)
        present = await self._present(spec)
        if present is not None and _same(present, spec):
            return read.info(present, self._node)
        if present is not None:
            await self._remove_container(present["Id"])
            await self._resources.remove_networks(spec.name)
        bridged = self._node.network_mode is NetworkMode.BRIDGE
        network = await self._resources.network(spec) if bridged else ""
        if image.data_dir:
            await self._resources.volume(spec)
        request = config.container(spec, image, self._node, network)
        return await self._create(spec, request)

    async def start(self, name: str) -> InstanceInfo:
        """See Driver.start."""
        key = await self._existing(name)
        try:
            await self._engine.call(lambda docker: _container(docker, key).start())
        except EngineRefusedError as error:
            raise _start_error(error, name) from error
        return await self._inspected(name)

    async def restart(self, name: str) -> InstanceInfo:
        """See Driver.restart."""
        key = await self._existing(name)
        try:
            await self._engine.call(
                lambda docker: _container(docker, key).restart(t=config.STOP_SECONDS)
            )
        except EngineRefusedError as error:
            raise _start_error(error, name) from error
        return await self._inspected(name)

    async def apply_limits(self, spec: InstanceSpec) -> InstanceInfo:
        """See Driver.apply_limits; a container the Engine will not change is made anew."""
        spec, info = ContainerSpec.of(spec), await self._inspected(spec.name)
        wanted = Limits(cpu_millis=spec.cpu_millis, memory_mb=spec.memory_mb, pids=spec.pids)
        if info.limits == wanted:
            return info
        try:
            await self._engine.call(lambda docker: raw.update(docker, spec))
        except EngineRefusedError as error:
            if error.retryable or error.status == MISSING:
                raise _start_error(error, spec.name) from error
            return await self._recreate(spec, info)
        return await self._inspected(spec.name)

    async def stop(self, name: str) -> None:
        """See Driver.stop."""
        found = await self._find(name)
        if found is not None:
            with ignore_not_found():
                await self._engine.call(
                    lambda docker: _container(docker, found["Id"]).stop(t=config.STOP_SECONDS)
                )

    async def delete(self, name: str) -> None:
        """See Driver.delete."""
        found = await self._find(name)
        if found is not None:
            await self._remove_container(found["Id"])
        await self._resources.remove_networks(name)
        await self._resources.remove_volumes(name)

    async def inspect(self, name: str) -> InstanceInfo | None:
        """See Driver.inspect."""
        found = await self._find(name)
        return read.info(found, self._node) if found else None

    async def list(self) -> list[InstanceInfo]:
        """See Driver.list."""
        names = await self._names(everything=True)
        found = await asyncio.gather(*(self.inspect(name) for name in names))
        left = {entry[config.NAME]: entry for entry in await self._resources.labels()}
        whole = [info for info in found if info]
        return whole + [read.leftovers(left[name]) for name in sorted(left.keys() - set(names))]

    async def logs(self, name: str, tail: int = 200) -> Sequence[str]:
        """See Driver.logs."""
        found = await self._find(name)
        count = min(tail, _MAX_TAIL)
        if found is None or count <= 0:
            return []
        parts = await self._engine.call(
            lambda docker: _container(docker, found["Id"]).log(
                stdout=True, stderr=True, follow=False, tail=count
            )
        )
        return last_lines("".join(parts).encode(), count)

    async def usage(self, names: Sequence[str]) -> Sequence[Usage]:
        """See Driver.usage; takes a quarter of a second when some instance is new here."""
        running = sorted(set(names) & set(await self._names(everything=False)))
        place = self._node.node_id
        sizes = await disk_usage.remembered(place, running, self._disk_sizes)
        return await measure(place, lambda: self._readings(running, sizes))

    async def close(self) -> None:
        """See Driver.close."""
        if self._own:
            await self._engine.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _create(self, spec: ContainerSpec, request: Mapping[str, Any]) -> InstanceInfo:
        try:
            await self._engine.call(
                lambda docker: docker.containers.create(dict(request), name=spec.name)
            )
        except EngineRefusedError as error:
            if error.status == MISSING and "network" not in error.detail.lower():
                raise ImageMissingError(detail=error.detail, image=spec.image) from error
            if error.status != CONFLICT:
                raise
        present = await self._settled(spec)
        if present is None or not _same(present, spec):
            raise DriverError(detail=f"{spec.name} changed while it was made")
        return read.info(present, self._node)

    async def _recreate(self, spec: ContainerSpec, was: InstanceInfo) -> InstanceInfo:
        await self._remove_container(await self._existing(spec.name))
        made = await self.create(spec)
        return made if was.status is InstanceStatus.STOPPED else await self.start(spec.name)

    async def _settled(self, spec: ContainerSpec) -> dict[str, Any] | None:
        # Of two racing creates the loser hears of the name before the container can be seen.
        deadline = time.monotonic() + self._seconds
        while time.monotonic() < deadline:
            if found := await self._present(spec):
                return found
            await asyncio.sleep(_POLL_SECONDS)
        return None

    async def _present(self, spec: ContainerSpec) -> dict[str, Any] | None:
        """Return the container of that name; raises NameTakenError when it is a stranger's."""
        found = await self._raw(spec.name)
        if found is None:
            return None
        labels = found["Config"].get("Labels") or {}
        if not read.owned(labels, self._node) or labels.get(config.SERVICE) != spec.service_id:
            raise NameTakenError(detail=f"{spec.name} is somebody else's", name=spec.name)
        return found

    async def _image(self, wanted: str) -> NodeImage:
        found = await self._engine.call(lambda docker: docker.images.inspect(wanted))
        return read.image(wanted, found)

    async def _find(self, name: str) -> dict[str, Any] | None:
        """Return the container of that name when it is ours."""
        found = await self._raw(check_name(name))
        if found is None or not read.owned(found["Config"].get("Labels"), self._node):
            return None
        return found

    async def _raw(self, name: str) -> dict[str, Any] | None:
        with ignore_not_found():
            async with self._gate:
                return await self._engine.call(lambda docker: _container(docker, name).show())
        return None

    async def _existing(self, name: str) -> str:
        found = await self._find(name)
        if found is None:
            raise InstanceMissingError(detail=f"{name} is not on this node", name=name)
        return str(found["Id"])

    async def _inspected(self, name: str) -> InstanceInfo:
        info = await self.inspect(name)
        if info is None:
            raise InstanceMissingError(detail=f"{name} went away", name=name)
        return info

    async def _remove_container(self, key: str) -> None:
        """Remove it and wait until it is gone: another removal may be under way."""
        try:
            with ignore_not_found():
                await self._engine.call(
                    lambda docker: _container(docker, key).delete(force=True, v=True)
                )
                return
        except EngineRefusedError as error:
            if error.status != CONFLICT:
                raise
        deadline = time.monotonic() + self._seconds
        while await self._raw(key) is not None:
            if time.monotonic() > deadline:
                raise DriverTimeoutError(detail=f"{key} is still being removed")
            await asyncio.sleep(_POLL_SECONDS)

    async def _names(self, *, everything: bool) -> Sequence[str]:
        """Return the names of this node's containers, all or the running ones."""
        found = await self._engine.call(
            lambda docker: docker.containers.list(
                all=everything, filters=_json_filter(config.node_filter(self._node))
            )
        )
        return [str(container["Labels"][config.NAME]) for container in found]

    async def _disk_sizes(self) -> Mapping[str, float]:
        answer = await self._engine.call(raw.disk_report)
        return read.disk_sizes(answer, self._node)

    async def _readings(
        self, names: Sequence[str], sizes: Mapping[str, float]
    ) -> dict[str, Reading]:
        found = await asyncio.gather(*(self._reading(name, sizes.get(name)) for name in names))
        return {name: reading for name, reading in zip(names, found, strict=True) if reading}

    async def _reading(self, name: str, disk_mb: float | None) -> Reading | None:
        with ignore_not_found():
            async with self._gate:
                stats = await self._engine.call(lambda docker: raw.stats(docker, name))
                return read.reading(stats, disk_mb)
        return None


async def _pull(docker: Docker, wanted: str, on_progress: OnProgress | None) -> None:
    meter = PullMeter()
    async for told in docker.images.pull(wanted, stream=True):
        if meter.take(told) and on_progress:
            on_progress(meter.progress)


def _container(docker: Docker, key: str) -> DockerContainer:
    return docker.containers.container(key)


def _json_filter(wanted: Mapping[str, Sequence[str]]) -> str:
    return dumps(wanted).decode()


def _same(present: Mapping[str, Any], spec: ContainerSpec) -> bool:
    return bool(present["Config"]["Labels"].get(config.FINGERPRINT) == spec.fingerprint())


def _start_error(error: EngineRefusedError, name: str) -> DriverError:
    if error.status == MISSING:
        return InstanceMissingError(detail=error.detail, name=name)
    if any(words in error.detail.lower() for words in _PORT_WORDS):
        return PortTakenError(detail=error.detail)
    return error
