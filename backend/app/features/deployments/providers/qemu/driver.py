"""The driver of virtual machines that QEMU runs on this machine."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Self

from app.features.deployments.providers import disk_usage
from app.features.deployments.providers.base import (
    Capability,
    InstanceInfo,
    InstanceKind,
    InstanceMissingError,
    InstanceSpec,
    InstanceStatus,
    Limits,
    NodeFacts,
    NodeImage,
    NodeTarget,
    OnProgress,
    PullProgress,
    Usage,
    VirtualMachineSpec,
)
from app.features.deployments.providers.log_lines import last_lines
from app.features.deployments.providers.qemu import console, facts, making, measuring, process
from app.features.deployments.providers.qemu.command import PROGRAM
from app.features.deployments.providers.qemu.folder import Folder, names, root_of
from app.features.deployments.providers.qemu.images import ImageStore
from app.features.deployments.providers.qemu.power import Power
from app.features.deployments.providers.qemu.threads import in_thread
from app.features.deployments.providers.usage import measure

SECONDS = 30.0
_MAX_TAIL = 2000


class QemuDriver:
    """Implements `Driver` for the machines below one folder."""

    name: ClassVar[str] = "qemu"
    kinds: ClassVar[frozenset[InstanceKind]] = frozenset({InstanceKind.VIRTUAL_MACHINE})
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.LOGS,
            Capability.METRICS,
            Capability.CPU_LIMIT,
            Capability.MEMORY_LIMIT,
            Capability.DISK_LIMIT,
            Capability.OWN_NETWORK,
            Capability.SERIAL_LOG,
            Capability.RESIZE,
        }
    )

    def __init__(
        self,
        node: NodeTarget,
        endpoint: str = "",
        *,
        seconds: float = SECONDS,
        powerdown_seconds: float = SECONDS,
        program: str = PROGRAM,
    ) -> None:
        """Keep machines below `endpoint` (`dir:///path`); a kind stop may take so many seconds."""
        self._node = node
        self._root = root_of(endpoint or node.endpoint, node.node_id)
        self._place = self._root / node.node_id
        self._images = ImageStore(self._root)
        self._seconds = seconds
        self._program = program
        self._power = Power(self._place, self._images, seconds, powerdown_seconds, program)

    async def facts(self) -> NodeFacts:
        """See Driver.facts; raises NodeUnreachableError that says what to install."""
        return await facts.read(self._root, self._program)

    async def images(self) -> Sequence[NodeImage]:
        """See Driver.images."""
        return await in_thread(lambda: [one.as_node_image() for one in self._images.all()])

    async def ports_in_use(self) -> frozenset[int]:
        """See Driver.ports_in_use: what running machines forward."""
        return await in_thread(self._forwarded)

    async def prepare(
        self, image: str, reference: str = "", on_progress: OnProgress | None = None
    ) -> NodeImage:
        """See Driver.prepare; what is half copied is begun anew."""
        loop = asyncio.get_running_loop()

        def report(told: PullProgress) -> None:
            if on_progress:
                loop.call_soon_threadsafe(on_progress, told)

        found = await in_thread(lambda: self._images.prepare(image, reference, report))
        return found.as_node_image()

    async def remove_image(self, image: str, reference: str = "") -> None:
        """See Driver.remove_image."""
        await in_thread(lambda: self._images.remove(image, reference))

    async def create(self, spec: InstanceSpec) -> InstanceInfo:
        """See Driver.create; another spec leaves the disk as it is, or makes it bigger."""
        wanted = VirtualMachineSpec.of(spec)
        place = self._folder(wanted.name)
        async with self._power.changing(place):
            await in_thread(lambda: place.refuse_stranger(wanted))
            present = await in_thread(place.spec)
            if present != wanted:
                if present is not None:
                    making.check_disk(present, wanted)
                    await self._power.stop(place)
                await in_thread(lambda: making.make(place, self._images, wanted, present))
            return await self._info(place)

    async def start(self, name: str) -> InstanceInfo:
        """See Driver.start."""
        place = self._folder(name)
        async with self._power.changing(place):
            await self._power.start(place, await self._existing(place))
            return await self._info(place)

    async def restart(self, name: str) -> InstanceInfo:
        """See Driver.restart."""
        place = self._folder(name)
        async with self._power.changing(place):
            spec = await self._existing(place)
            await self._power.stop(place)
            await self._power.start(place, spec)
            return await self._info(place)

    async def stop(self, name: str) -> None:
        """See Driver.stop: by the power button, then by the monitor, then by the kernel."""
        place = self._folder(name)
        if await in_thread(place.spec) is not None:
            async with self._power.changing(place):
                await self._power.stop(place)

    async def delete(self, name: str) -> None:
        """See Driver.delete; whoever runs in the folder is killed first."""
        place = self._folder(name)
        whole, left = await in_thread(lambda: names(self._place))
        ours = name in whole and await in_thread(place.spec) is not None
        if ours or (name in left and name not in whole):
            async with self._power.changing(place):
                await self._power.kill(place)
                await in_thread(place.remove)

    async def apply_limits(self, spec: InstanceSpec) -> InstanceInfo:
        """See Driver.apply_limits; processors and memory change by starting anew."""
        wanted = VirtualMachineSpec.of(spec)
        place = self._folder(wanted.name)
        async with self._power.changing(place):
            present = await self._existing(place)
            making.check_disk(present, wanted)
            info = await self._info(place)
            limits = Limits(cpu_millis=wanted.cpu_millis, memory_mb=wanted.memory_mb, pids=0)
            if info.limits != limits or present.disk_gb < wanted.disk_gb:
                await self._power.stop(place)
                await in_thread(lambda: making.resize(place, present, wanted))
                if info.status is InstanceStatus.RUNNING:
                    await self._power.start(place, await self._existing(place))
            return await self._info(place)

    async def inspect(self, name: str) -> InstanceInfo | None:
        """See Driver.inspect."""
        place = self._folder(name)
        return await in_thread(lambda: self._seen(place, process.find_all(self._place)))

    async def list(self) -> list[InstanceInfo]:
        """See Driver.list."""
        return [*await in_thread(self._list)]

    async def logs(self, name: str, tail: int = 200) -> Sequence[str]:
        """See Driver.logs: what the machine wrote to its serial console."""
        path = self._folder(name).path
        return last_lines(await in_thread(lambda: console.read(path)), min(tail, _MAX_TAIL))

    async def usage(self, names: Sequence[str]) -> Sequence[Usage]:
        """See Driver.usage."""
        running = await in_thread(lambda: process.find_all(self._place))
        wanted = sorted(set(names) & running.keys())
        place = self._node.node_id
        sizes = await disk_usage.remembered(
            place, wanted, lambda: in_thread(lambda: measuring.disks(self._place, wanted))
        )
        return await measure(place, lambda: measuring.readings(self._place, wanted, sizes))

    async def close(self) -> None:
        """See Driver.close: there is nothing to give back."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _folder(self, name: str) -> Folder:
        return Folder(self._place, name)

    async def _existing(self, place: Folder) -> VirtualMachineSpec:
        spec = await in_thread(place.spec)
        if spec is None:
            raise InstanceMissingError(detail=f"{place.name} is not on this node", name=place.name)
        return spec

    async def _info(self, place: Folder) -> InstanceInfo:
        info = await in_thread(lambda: self._seen(place, process.find_all(self._place)))
        if info is None:
            raise InstanceMissingError(detail=f"{place.name} went away", name=place.name)
        return info

    def _seen(self, place: Folder, running: dict[str, process.Machine]) -> InstanceInfo | None:
        spec = place.spec()
        if spec is None:
            return None
        console.trim(place.path)
        machine = running.get(place.name)
        millis = machine.vcpus * 1000 if machine else spec.cpu_millis
        memory = machine.memory_mb if machine else spec.memory_mb
        return InstanceInfo(
            name=place.name,
            service_id=spec.service_id,
            status=InstanceStatus.RUNNING if machine else InstanceStatus.STOPPED,
            address=self._node.address(spec.port),
            started_at=process.started_at(machine) if machine else None,
            limits=Limits(cpu_millis=millis, memory_mb=memory, pids=0),
        )

    def _list(self) -> Sequence[InstanceInfo]:
        running = process.find_all(self._place)
        whole, left = names(self._place)
        found = [self._seen(self._folder(name), running) for name in whole]
        return [info for info in found if info] + [_leftovers(name) for name in left]

    def _forwarded(self) -> frozenset[int]:
        running = process.find_all(self._place)
        specs = [self._folder(name).spec() for name in running]
        return frozenset(port for spec in specs if spec for port, _ in spec.all_forwards)


def _leftovers(name: str) -> InstanceInfo:
    return InstanceInfo(
        name=name,
        service_id="",
        status=InstanceStatus.MISSING,
        address=None,
        started_at=None,
        limits=Limits(cpu_millis=0, memory_mb=0, pids=0),
    )
