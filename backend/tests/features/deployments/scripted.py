"""A driver without a node: it does what a test scripted, faults included, and keeps books."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from app.features.deployments.providers.base import (
    Capability,
    ContainerSpec,
    DriverError,
    DriverTimeoutError,
    InstanceInfo,
    InstanceKind,
    InstanceMissingError,
    InstanceSpec,
    InstanceStatus,
    Limits,
    NodeFacts,
    NodeImage,
    NodeTarget,
    NodeUnreachableError,
    OnProgress,
    PullProgress,
    Usage,
)


class DiedError(BaseException):
    """The worker process is gone, at this very moment: nothing of it is handled by anybody."""


@dataclass
class Instance:
    """One instance in the books."""

    spec: ContainerSpec
    running: bool = False
    limits: Limits | None = None

    @property
    def held(self) -> Limits:
        """The limits it really has: its spec's, unless somebody changed them."""
        spec = self.spec
        ours = Limits(cpu_millis=spec.cpu_millis, memory_mb=spec.memory_mb, pids=spec.pids)
        return self.limits or ours


Fault = Callable[[], BaseException]


async def _at_once() -> None:
    """Wait for nothing between two words of progress."""


@dataclass
class ScriptedRuntime:
    """What really is: instances by node, and what goes wrong at which call."""

    nodes: dict[str, dict[str, Instance]] = field(default_factory=lambda: defaultdict(dict))
    calls: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    before: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    after: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    gone: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)
    stubborn: set[str] = field(default_factory=set)
    images: set[str] = field(default_factory=set)
    progress: list[PullProgress] = field(default_factory=list)
    told: Callable[[], Awaitable[None]] = _at_once
    taken_ports: set[int] = field(default_factory=set)
    die_at: int = 0
    die_after_effect: bool = True
    total: int = 0

    def enter(self, call: str, node: str) -> None:
        """Count a call and let it fail before its effect, where that is written."""
        self.calls[call] += 1
        self.total += 1
        if node in self.gone:
            raise NodeUnreachableError(detail="scripted")
        if self.total == self.die_at and not self.die_after_effect:
            raise DiedError
        if self.before[call]:
            fault = self.before[call].pop(0)
            raise fault()

    def leave(self, call: str) -> None:
        """Let a call fail after its effect, where that is written."""
        if self.total == self.die_at and self.die_after_effect:
            raise DiedError
        if self.after[call]:
            fault = self.after[call].pop(0)
            raise fault()

    def fail(self, call: str, times: int, error: Fault = DriverError) -> None:
        """Let the next calls fail before they did anything."""
        self.before[call] += [error] * times

    def lose_answer(self, call: str, times: int = 1) -> None:
        """Let the next calls take effect and time out."""
        self.after[call] += [DriverTimeoutError] * times

    @property
    def instances(self) -> dict[str, Instance]:
        """Everything there is, on all nodes."""
        return {name: one for node in self.nodes.values() for name, one in node.items()}

    @property
    def running(self) -> list[str]:
        """The names of what runs."""
        return [name for name, one in self.instances.items() if one.running]

    async def answers(self, address: str, _seconds: float = 0) -> bool:
        """Tell whether something runs at an address (stands for the HTTP probe)."""
        port = int(address.rpartition(":")[2])
        return any(
            one.running and one.spec.port == port and name not in self.deaf
            for name, one in self.instances.items()
        )


class ScriptedDriver:
    """The Protocol over a `ScriptedRuntime`."""

    name: ClassVar[str] = "scripted"
    kinds: ClassVar[frozenset[InstanceKind]] = frozenset({InstanceKind.CONTAINER})
    capabilities: ClassVar[frozenset[Capability]] = frozenset()

    def __init__(self, node: NodeTarget, runtime: ScriptedRuntime) -> None:
        self._node = node
        self._runtime = runtime

    @property
    def _here(self) -> dict[str, Instance]:
        return self._runtime.nodes[self._node.node_id]

    def _info(self, name: str) -> InstanceInfo:
        one = self._here[name]
        status = InstanceStatus.RUNNING if one.running else InstanceStatus.STOPPED
        return InstanceInfo(
            name=name,
            service_id=one.spec.service_id,
            status=status,
            address=self._node.address(one.spec.port),
            started_at=None,
            limits=one.held,
        )

    async def facts(self) -> NodeFacts:
        self._runtime.enter("facts", self._node.node_id)
        return NodeFacts(version="1", cpu_millis=4_000, memory_mb=4_096, disk_gb=100)

    async def images(self) -> Sequence[NodeImage]:
        self._runtime.enter("images", self._node.node_id)
        return [NodeImage(reference=one) for one in sorted(self._runtime.images)]

    async def ports_in_use(self) -> frozenset[int]:
        self._runtime.enter("ports_in_use", self._node.node_id)
        return frozenset(self._runtime.taken_ports)

    async def prepare(
        self, image: str, reference: str = "", on_progress: OnProgress | None = None
    ) -> NodeImage:
        self._runtime.enter("prepare", self._node.node_id)
        for told in self._runtime.progress:
            assert on_progress
            on_progress(told)
            await self._runtime.told()
        self._runtime.images.add(image)
        self._runtime.leave("prepare")
        return NodeImage(reference=reference or image, size_bytes=2_048, digest="sha256:5eed")

    async def remove_image(self, image: str, reference: str = "") -> None:
        del reference
        self._runtime.enter("remove_image", self._node.node_id)
        self._runtime.images.discard(image)
        self._runtime.leave("remove_image")

    async def create(self, spec: InstanceSpec) -> InstanceInfo:
        self._runtime.enter("create", self._node.node_id)
        spec = ContainerSpec.of(spec)
        held = self._here.get(spec.name)
        if held is None:
            self._runtime.made[spec.name] += 1
            self._here[spec.name] = Instance(spec)
        elif held.spec != spec:
            self._here[spec.name] = Instance(spec)
        self._runtime.leave("create")
        return self._info(spec.name)

    async def start(self, name: str) -> InstanceInfo:
        self._runtime.enter("start", self._node.node_id)
        if name not in self._here:
            raise InstanceMissingError
        self._here[name] = replace(self._here[name], running=True)
        self._runtime.leave("start")
        return self._info(name)

    async def apply_limits(self, spec: InstanceSpec) -> InstanceInfo:
        self._runtime.enter("apply_limits", self._node.node_id)
        if spec.name not in self._here:
            raise InstanceMissingError
        if spec.name not in self._runtime.stubborn:
            self._here[spec.name] = replace(self._here[spec.name], limits=None)
        self._runtime.leave("apply_limits")
        return self._info(spec.name)

    async def stop(self, name: str) -> None:
        self._runtime.enter("stop", self._node.node_id)
        if name in self._here:
            self._here[name] = replace(self._here[name], running=False)
        self._runtime.leave("stop")

    async def restart(self, name: str) -> InstanceInfo:
        self._runtime.enter("restart", self._node.node_id)
        if name not in self._here:
            raise InstanceMissingError
        self._here[name] = replace(self._here[name], running=True)
        self._runtime.leave("restart")
        return self._info(name)

    async def delete(self, name: str) -> None:
        self._runtime.enter("delete", self._node.node_id)
        self._here.pop(name, None)
        self._runtime.leave("delete")

    async def inspect(self, name: str) -> InstanceInfo | None:
        self._runtime.enter("inspect", self._node.node_id)
        found = self._info(name) if name in self._here else None
        self._runtime.leave("inspect")
        return found

    async def list(self) -> "list[InstanceInfo]":
        self._runtime.enter("list", self._node.node_id)
        return [self._info(name) for name in self._here]

    async def logs(self, name: str, tail: int = 200) -> Sequence[str]:
        self._runtime.enter("logs", self._node.node_id)
        return [f"{name} line {number}" for number in range(3)][-tail:]

    async def usage(self, names: Sequence[str]) -> Sequence[Usage]:
        self._runtime.enter("usage", self._node.node_id)
        return [
            Usage(name=name, cpu_percent=1.0, memory_mb=10.0, cpu_seconds=1.0) for name in names
        ]

    async def close(self) -> None:
        """Nothing is held."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
