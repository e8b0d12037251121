"""The embedded driver: every instance is a supervised OS process on this machine, without root.

For one machine and for trying out. Memory is limited by process, cores by affinity; there is no
network of its own and no quota on the disk, so it refuses to serve customers in production.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Self, TypeVar

from app.core.settings import get_settings
from app.features.deployments.providers import disk_usage
from app.features.deployments.providers.base import (
    Capability,
    ContainerSpec,
    DriverForbiddenError,
    ImageInUseError,
    InstanceInfo,
    InstanceKind,
    InstanceMissingError,
    InstanceSpec,
    InstanceStatus,
    Limits,
    NameTakenError,
    NodeFacts,
    NodeImage,
    NodeTarget,
    OnProgress,
    PortTakenError,
    Usage,
)
from app.features.deployments.providers.errors import storage_error
from app.features.deployments.providers.log_lines import last_lines
from app.features.deployments.providers.usage import measure
from sandbox.process import control
from sandbox.process.directory import InstanceDirectory, instance_names
from sandbox.process.log import RotatingLog
from sandbox.process.programs import PROGRAMS, program_of
from sandbox.process.usage import disk_mb, facts_of, listening_ports, memory_limit, readings

_MAX_TAIL = 2000
_Answer = TypeVar("_Answer")


class ProcessDriver:
    """Implements `Driver`; all blocking work happens in threads."""

    name: ClassVar[str] = "process"
    kinds: ClassVar[frozenset[InstanceKind]] = frozenset({InstanceKind.CONTAINER})
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.LOGS, Capability.METRICS, Capability.MEMORY_LIMIT}
    )

    def __init__(
        self, node: NodeTarget, root: Path, *, production: bool, seconds: float = 20.0
    ) -> None:
        """Keep instances below `root`; each call takes at most about `seconds`.

        Raises DriverForbiddenError in production.
        """
        if production:
            raise DriverForbiddenError(detail="the process driver does not serve customers")
        self._node = node
        self._root = root.absolute()
        self._seconds = seconds

    async def facts(self) -> NodeFacts:
        """See Driver.facts."""
        return await _in_thread(lambda: facts_of(self._root))

    async def images(self) -> Sequence[NodeImage]:
        """See Driver.images: the programs of this package."""
        return await _in_thread(lambda: [_image(slug) for slug in PROGRAMS])

    async def ports_in_use(self) -> frozenset[int]:
        """See Driver.ports_in_use: what listens on this machine."""
        return await _in_thread(listening_ports)

    async def prepare(
        self, image: str, reference: str = "", on_progress: OnProgress | None = None
    ) -> NodeImage:
        """See Driver.prepare; the programs are part of this package, `reference` plays no part."""
        del reference, on_progress
        return await _in_thread(lambda: _image(image))

    async def remove_image(self, image: str, reference: str = "") -> None:
        """See Driver.remove_image: a program of this package cannot be removed."""
        del reference
        if image in PROGRAMS:
            raise ImageInUseError(detail=f"{image} is part of the driver", image=image)

    async def create(self, spec: InstanceSpec) -> InstanceInfo:
        """See Driver.create."""
        return await _in_thread(lambda: self._create(ContainerSpec.of(spec)))

    async def start(self, name: str) -> InstanceInfo:
        """See Driver.start."""
        return await _in_thread(lambda: self._start(name, again=False))

    async def restart(self, name: str) -> InstanceInfo:
        """See Driver.restart."""
        return await _in_thread(lambda: self._start(name, again=True))

    async def apply_limits(self, spec: InstanceSpec) -> InstanceInfo:
        """See Driver.apply_limits; a process keeps its limits for life, so it is started anew."""
        return await _in_thread(lambda: self._apply_limits(ContainerSpec.of(spec)))

    async def stop(self, name: str) -> None:
        """See Driver.stop."""
        await _in_thread(lambda: self._stop(name))

    async def delete(self, name: str) -> None:
        """See Driver.delete."""
        await _in_thread(lambda: self._delete(name))

    async def inspect(self, name: str) -> InstanceInfo | None:
        """See Driver.inspect."""
        return await _in_thread(lambda: self._inspect(name))

    async def list(self) -> list[InstanceInfo]:
        """See Driver.list."""
        return [*await _in_thread(self._list)]

    async def logs(self, name: str, tail: int = 200) -> Sequence[str]:
        """See Driver.logs."""
        log = RotatingLog(self._directory(name).path / "logs")
        return last_lines(await _in_thread(log.read), min(tail, _MAX_TAIL))

    async def usage(self, names: Sequence[str]) -> Sequence[Usage]:
        """See Driver.usage; takes a quarter of a second when some instance is new here."""
        pids = {name: control.running_child(self._directory(name)) for name in names}
        running = [name for name, pid in pids.items() if pid]
        place = str(self._root)
        sizes = await disk_usage.remembered(place, running, lambda: self._disk_sizes(running))
        return await measure(place, lambda: _in_thread(lambda: readings(pids, sizes)))

    async def close(self) -> None:
        """See Driver.close; there is nothing to give back."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _disk_sizes(self, names: Sequence[str]) -> Mapping[str, float]:
        places = {name: self._directory(name).path for name in names}
        return await _in_thread(lambda: {name: disk_mb(at) for name, at in places.items()})

    def _directory(self, name: str) -> InstanceDirectory:
        return InstanceDirectory(self._root, name)

    def _create(self, spec: ContainerSpec) -> InstanceInfo:
        program_of(spec.image)
        directory = self._directory(spec.name)
        with directory.lock(self._seconds):
            present = directory.read_spec(self._node.node_id)
            taken = directory.path.exists() and present is None
            if taken or (present and present.service_id != spec.service_id):
                raise NameTakenError(
                    detail=f"{directory.path} belongs to somebody else", name=spec.name
                )
            if present != spec:
                self._check_port(spec)
                control.end(directory)
                directory.make(spec, self._node.node_id)
                directory.want("stopped")
            return self._info(directory, spec)

    def _check_port(self, spec: ContainerSpec) -> None:
        # Binding shows who listens now; the specs show who will, and whose page would answer.
        for name in instance_names(self._root)[0]:
            other = self._directory(name).read_spec()
            if other and name != spec.name and (other.host, other.port) == (spec.host, spec.port):
                raise PortTakenError(detail=f"{name} has port {spec.port}", port=spec.port)

    def _start(self, name: str, *, again: bool) -> InstanceInfo:
        directory = self._directory(name)
        until = time.monotonic() + self._seconds
        with directory.lock(self._seconds):
            spec = directory.read_spec(self._node.node_id)
            if spec is None:
                raise InstanceMissingError(detail=f"{name} is not on this node", name=name)
            directory.want("running")
            if again:
                control.end(directory)
            control.launch(directory, spec, max(1.0, until - time.monotonic()))
            return self._info(directory, spec)

    def _apply_limits(self, spec: ContainerSpec) -> InstanceInfo:
        directory = self._directory(spec.name)
        until = time.monotonic() + self._seconds
        with directory.lock(self._seconds):
            present = directory.read_spec(self._node.node_id)
            if present is None:
                raise InstanceMissingError(detail=f"{spec.name} is not on this node")
            limits = Limits(cpu_millis=spec.cpu_millis, memory_mb=spec.memory_mb, pids=0)
            info = self._info(directory, present)
            if info.limits != limits:
                wanted = replace(
                    present,
                    cpu_millis=limits.cpu_millis,
                    memory_mb=limits.memory_mb,
                    pids=spec.pids,
                )
                directory.make(wanted, self._node.node_id)
                if control.is_supervised(directory):
                    control.end(directory)
                    control.launch(directory, wanted, max(1.0, until - time.monotonic()))
                info = self._info(directory, wanted)
            return info

    def _stop(self, name: str) -> None:
        directory = self._directory(name)
        with directory.lock(self._seconds):
            if directory.read_spec(self._node.node_id) is not None:
                directory.want("stopped")
                control.end(directory)

    def _delete(self, name: str) -> None:
        directory = self._directory(name)
        with directory.lock(self._seconds):
            if directory.path.exists() and directory.read_spec(self._node.node_id) is None:
                return
            control.end(directory)
            directory.remove()

    def _inspect(self, name: str) -> InstanceInfo | None:
        directory = self._directory(name)
        spec = directory.read_spec(self._node.node_id)
        return self._info(directory, spec) if spec else None

    def _list(self) -> Sequence[InstanceInfo]:
        whole, leftovers = instance_names(self._root)
        found = [info for name in whole if (info := self._inspect(name))]
        return found + [_leftovers(name) for name in leftovers]

    def _info(self, directory: InstanceDirectory, spec: ContainerSpec) -> InstanceInfo:
        pid = control.running_child(directory)
        alive = control.is_supervised(directory)
        status = InstanceStatus.RESTARTING if alive else InstanceStatus.STOPPED
        started = directory.read_state().get("started_at") if pid else None
        return InstanceInfo(
            name=spec.name,
            service_id=spec.service_id,
            status=InstanceStatus.RUNNING if pid else status,
            address=self._node.address(spec.port),
            started_at=datetime.fromtimestamp(started, UTC) if started else None,
            limits=Limits(
                cpu_millis=spec.cpu_millis,
                memory_mb=memory_limit(pid, spec.memory_mb) if pid else spec.memory_mb,
                pids=0,
            ),
        )


def _image(slug: str) -> NodeImage:
    """Return what a program is; raises ImageMissingError."""
    content = program_of(slug).read_bytes()
    return NodeImage(
        reference=slug, size_bytes=len(content), digest=f"sha256:{sha256(content).hexdigest()}"
    )


def _leftovers(name: str) -> InstanceInfo:
    return InstanceInfo(
        name=name,
        service_id="",
        status=InstanceStatus.MISSING,
        address=None,
        started_at=None,
        limits=Limits(cpu_millis=0, memory_mb=0, pids=0),
    )


def connect(node: NodeTarget) -> ProcessDriver:
    """Return the driver of a node, as DRIVER_PLUGINS names it: `sandbox.process.driver:connect`.

    Instances live in the node's endpoint, else in INSTANCES_DIR.
    """
    settings = get_settings()
    root = Path(node.endpoint) if node.endpoint else settings.instances_dir
    return ProcessDriver(node, root, production=settings.production)


async def _in_thread(work: Callable[[], _Answer]) -> _Answer:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise storage_error(error) from error
