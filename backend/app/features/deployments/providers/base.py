"""The driver Protocol: what every way of running an instance guarantees.

The guarantees that let a caller repeat any call after any failure:

- create: create-or-adopt. Ours and alike: adopted as it is. Ours and different: replaced by what
  the spec says (data kept) and left stopped. A stranger's: NameTakenError, untouched.
- apply_limits: an instance whose limits are right is not touched.
- start of a running one, stop of a stopped or missing one, delete of a missing one: success.
- a call may have taken effect although it raised DriverTimeoutError or NodeUnreachableError.
- an instance of another node or of no panel is nobody's: never listed, inspected or deleted.

Every call is bounded in time and raises only DriverError or its children. A disk that is full or
cannot be written to is said as NodeStorageFullError or NodeStorageUnavailableError, by any call.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol, Self

from app.features.deployments.providers.errors import (
    CapacityError,
    DriverError,
    DriverForbiddenError,
    DriverTimeoutError,
    ImageInUseError,
    ImageMissingError,
    InstanceMissingError,
    InvalidSpecError,
    NameTakenError,
    NodeStorageFullError,
    NodeStorageUnavailableError,
    NodeTlsError,
    NodeUnreachableError,
    PortTakenError,
    StartFailedError,
)
from app.features.deployments.providers.spec import (
    ContainerSpec,
    InstanceKind,
    InstanceSpec,
    check_name,
)
from app.features.deployments.providers.vm_spec import VirtualMachineSpec

__all__ = [
    "Capability",
    "CapacityError",
    "ContainerSpec",
    "Driver",
    "DriverError",
    "DriverForbiddenError",
    "DriverTimeoutError",
    "ImageInUseError",
    "ImageMissingError",
    "InstanceInfo",
    "InstanceKind",
    "InstanceMissingError",
    "InstanceSpec",
    "InstanceStatus",
    "InvalidSpecError",
    "Limits",
    "NameTakenError",
    "NetworkMode",
    "NodeFacts",
    "NodeImage",
    "NodeStorageFullError",
    "NodeStorageUnavailableError",
    "NodeTarget",
    "NodeTlsError",
    "NodeUnreachableError",
    "OnProgress",
    "PortTakenError",
    "PullProgress",
    "StartFailedError",
    "Usage",
    "VirtualMachineSpec",
    "check_name",
]


class Capability(StrEnum):
    """What a driver can do beyond the Protocol's core, or really enforces."""

    LOGS = "logs"
    METRICS = "metrics"
    EXEC = "exec"
    PAUSE = "pause"
    SNAPSHOT = "snapshot"
    CPU_LIMIT = "cpu_limit"
    MEMORY_LIMIT = "memory_limit"
    PIDS_LIMIT = "pids_limit"
    DISK_LIMIT = "disk_limit"
    OWN_NETWORK = "own_network"
    SERIAL_LOG = "serial_log"
    RESIZE = "resize"


class NetworkMode(StrEnum):
    """How a container meets the network of its node."""

    BRIDGE = "bridge"
    HOST = "host"


class InstanceStatus(StrEnum):
    """How an instance is. `missing`: only leftovers exist (a network, a directory): delete it."""

    RUNNING = "running"
    RESTARTING = "restarting"
    STOPPED = "stopped"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class NodeTarget:
    """Where to go. `node_id` is unique everywhere (two panels may share one engine).

    `driver` is `docker` or a name of DRIVER_PLUGINS; `endpoint` is a Docker address (`unix://`,
    `tcp://`) or what else the driver takes, empty means the one in the settings; `host` is the IP
    address instances listen on; `public_host` stands in their URLs (empty: `host`); `subnet_pool`
    is the IPv4 range the bridges are cut from, a /29 each (empty: the engine's own, about 30).
    """

    node_id: str
    driver: str
    endpoint: str = ""
    host: str = "127.0.0.1"
    public_host: str = ""
    network_mode: NetworkMode = NetworkMode.BRIDGE
    subnet_pool: str = "10.200.0.0/13"
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def address(self, port: int) -> str:
        """Return the URL under which an instance on `port` is reached."""
        host = self.public_host or self.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@dataclass(frozen=True, kw_only=True)
class NodeFacts:
    """What a node is: version of its engine, thousandths of a core, MiB, GiB (0: not known)."""

    version: str
    cpu_millis: int
    memory_mb: int
    disk_gb: int


@dataclass(frozen=True, kw_only=True)
class NodeImage:
    """An image on a node: what it is asked for by, its size in bytes (0: not known), its digest."""

    reference: str
    size_bytes: int = 0
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class PullProgress:
    """How far an image has arrived: layers and bytes (0 in all: not known yet)."""

    layers_done: int = 0
    layers_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


OnProgress = Callable[[PullProgress], None]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits as the node holds them, read back where the driver can (0: none)."""

    cpu_millis: int
    memory_mb: int
    pids: int


@dataclass(frozen=True, kw_only=True)
class InstanceInfo:
    """One instance as it is now. `address` is a URL, None when it has no port."""

    name: str
    service_id: str
    status: InstanceStatus
    address: str | None
    started_at: datetime | None
    limits: Limits


@dataclass(frozen=True, kw_only=True)
class Usage:
    """One reading: 100 `cpu_percent` is one whole core; `memory_mb` is MiB without page cache.

    `cpu_seconds` counts since the instance started and falls back to 0 when it starts again.
    `disk_mb` is MiB of its own data. Rates are bytes a second since the reading before; None is
    what the driver cannot measure, or has no earlier reading of this run to measure from.
    """

    name: str
    cpu_percent: float
    memory_mb: float
    cpu_seconds: float
    disk_mb: float | None = None
    disk_read_rate: float | None = None
    disk_write_rate: float | None = None
    network_in_rate: float | None = None
    network_out_rate: float | None = None


class Driver(Protocol):
    """One node's way of running instances; cheap to make, to be closed (`async with`)."""

    name: ClassVar[str]
    kinds: ClassVar[frozenset[InstanceKind]]
    capabilities: ClassVar[frozenset[Capability]]

    async def facts(self) -> NodeFacts:
        """Return what the node is; answering at all proves that it is reachable."""
        ...

    async def images(self) -> Sequence[NodeImage]:
        """Return the images that are on the node, each under every name it has."""
        ...

    async def ports_in_use(self) -> frozenset[int]:
        """Return the TCP ports of the node that the driver knows to be taken, by anybody."""
        ...

    async def prepare(
        self, image: str, reference: str = "", on_progress: OnProgress | None = None
    ) -> NodeImage:
        """Have the image (slug, optional registry reference) on the node, and say what it is.

        Nothing happens when it is there. `on_progress` hears how far it is, as often as the node
        says so; a call that is cancelled leaves at most layers behind. Raises ImageMissingError.
        """
        ...

    async def remove_image(self, image: str, reference: str = "") -> None:
        """Remove the image from the node; success when it is not there. Raises ImageInUseError."""
        ...

    async def create(self, spec: InstanceSpec) -> InstanceInfo:
        """Create or adopt the instance; a new one is stopped.

        Raises NameTakenError, ImageMissingError, CapacityError.
        """
        ...

    async def start(self, name: str) -> InstanceInfo:
        """Start it; success when it runs. Raises InstanceMissingError, PortTakenError."""
        ...

    async def stop(self, name: str) -> None:
        """Stop it, kindly first; success when it is stopped or missing."""
        ...

    async def restart(self, name: str) -> InstanceInfo:
        """Stop and start it; a stopped one is started. Raises as `start`."""
        ...

    async def delete(self, name: str) -> None:
        """Remove it with its data, network and leftovers; success when there is nothing."""
        ...

    async def apply_limits(self, spec: InstanceSpec) -> InstanceInfo:
        """Make CPU, memory and processes those of the spec, whatever the node made of them.

        What runs runs after it too, started anew where the limits cannot be changed in place; what
        is stopped stays stopped. Raises InstanceMissingError, and as `start`.
        """
        ...

    async def inspect(self, name: str) -> InstanceInfo | None:
        """Return it as it is now, or None when it is missing or not ours."""
        ...

    async def list(self) -> list[InstanceInfo]:
        """Return everything of this node, leftovers included, for reconciliation."""
        ...

    async def logs(self, name: str, tail: int = 200) -> Sequence[str]:
        """Return the last `tail` lines (at most 2 000), oldest first; none when missing."""
        ...

    async def usage(self, names: Sequence[str]) -> Sequence[Usage]:
        """Return one reading for each of `names` that runs; the others are left out."""
        ...

    async def close(self) -> None:
        """Give back connections. The instances run on."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...
