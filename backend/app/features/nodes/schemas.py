"""What is said about nodes: over the API, and to the features above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.auth.permissions import Permission
from app.core.hosts import HostOrAddress
from app.core.text import Line
from app.dao.query import ListQuery, PageRead, Sort
from app.dao.version import Version
from app.features.catalog.schemas import ServiceKind
from app.features.nodes.models import NodeState, NodeTestState

__all__ = [
    "ACTIONS",
    "REQUIRES",
    "CheckName",
    "CheckOutcome",
    "DriverList",
    "DriverRead",
    "NodeAction",
    "NodeAddress",
    "NodeCheck",
    "NodeCreate",
    "NodeFindings",
    "NodeOptions",
    "NodePage",
    "NodePatch",
    "NodeQuery",
    "NodeRead",
    "NodeRegistration",
    "NodeSettings",
    "NodeState",
    "NodeTestRead",
    "NodeTestState",
    "Placement",
    "RegisteredNode",
    "ResourceRequest",
    "Size",
]


IpAddress = Annotated[str, AfterValidator(lambda value: str(ip_address(value)))]


def everywhere(host: str) -> bool:
    """Tell whether the host means every address of its machine, so that nobody connects to it."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_reach(host: str, public_host: str, port_from: int, port_to: int) -> None:
    """Raise ValueError where customers cannot reach what listens there."""
    if port_from > port_to:
        message = "the first port is above the last"
        raise ValueError(message)
    if everywhere(host) and not public_host:
        message = f"services that listen on {host} need a public host in their URLs"
        raise ValueError(message)


class NodeAction(StrEnum):
    """What the reader may do with a node."""

    TEST = "test"
    UPDATE = "update"
    DRAIN = "drain"
    UNDRAIN = "undrain"
    RETIRE = "retire"


_ALWAYS = (NodeAction.TEST, NodeAction.UPDATE, NodeAction.RETIRE)
ACTIONS: Mapping[NodeState, tuple[NodeAction, ...]] = {
    NodeState.REGISTERING: _ALWAYS,
    NodeState.READY: (*_ALWAYS, NodeAction.DRAIN),
    NodeState.MAINTENANCE: (*_ALWAYS, NodeAction.UNDRAIN),
    NodeState.UNREACHABLE: _ALWAYS,
}
"""What a state leaves open; to be retired, a node must have no service."""

REQUIRES: Mapping[NodeAction, Permission] = dict.fromkeys(NodeAction, Permission.NODES_MANAGE)


class Size(BaseModel):
    """Thousandths of a processor core, MiB and GiB."""

    cpu_millis: int
    memory_mb: int
    disk_gb: int


class NodeRead(BaseModel):
    """A node and how full it is."""

    id: UUID
    name: str
    region: str
    kind: ServiceKind
    driver: str
    engine_version: str
    state: NodeState
    host: Annotated[str, Field(description="The address its services listen on")]
    public_host: Annotated[str, Field(description="Stands in customers' URLs; empty: `host`")]
    internal_host: Annotated[str, Field(description="Where the panel reaches the ports")]
    endpoint: Annotated[str, Field(description="Where the driver reaches the node")]
    network_mode: str
    credentials: Annotated[list[str], Field(description="Which secrets are set; never their text")]
    port_from: int
    port_to: int
    labels: dict[str, str]
    size: Annotated[Size, Field(description="What of the machine is offered")]
    cpu_overcommit_percent: int
    memory_overcommit_percent: int
    capacity: Annotated[Size, Field(description="What may be reserved: size times over-commit")]
    reserved: Size
    services: Annotated[int, Field(description="How many services have a place here")]
    version: Version
    allowed_actions: list[NodeAction]
    last_seen_at: datetime | None
    created_at: datetime


_Name = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$")]
_Region = Annotated[Line, Field(min_length=1, max_length=60)]
_Settings = Annotated[
    dict[str, Annotated[str, Field(max_length=20_000)]],
    Field(max_length=20, description="What the driver asks: see `settings_schema` of the drivers"),
]
_Port = Annotated[int, Field(ge=1024, le=65535)]
_Cpu = Annotated[int, Field(ge=100, le=10_000_000)]
_Memory = Annotated[int, Field(ge=64, le=1_000_000_000)]
_Disk = Annotated[int, Field(ge=1, le=10_000_000)]
_CpuPercent = Annotated[int, Field(ge=100, le=3200)]
_MemoryPercent = Annotated[int, Field(ge=100, le=400)]
_Labels = Annotated[
    dict[
        Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$")],
        Annotated[Line, Field(max_length=120)],
    ],
    Field(max_length=20),
]


class NodeCreate(BaseModel):
    """A node as staff describe it."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    region: _Region
    kind: ServiceKind = ServiceKind.CONTAINER
    driver: Annotated[str, Field(min_length=1, max_length=60)]
    settings: _Settings = {}
    host: Annotated[IpAddress, Field(description="The address its services listen on")]
    public_host: HostOrAddress = ""
    internal_host: HostOrAddress = ""
    port_from: _Port
    port_to: _Port
    cpu_millis: _Cpu
    memory_mb: _Memory
    disk_gb: _Disk
    cpu_overcommit_percent: _CpuPercent = 100
    memory_overcommit_percent: _MemoryPercent = 100
    labels: _Labels = {}

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        check_reach(self.host, self.public_host, self.port_from, self.port_to)
        return self


class NodePatch(BaseModel):
    """What of a node changes. A secret that is left out stays; an empty one is removed."""

    model_config = ConfigDict(extra="forbid")

    name: _Name | None = None
    region: _Region | None = None
    settings: _Settings | None = None
    host: IpAddress | None = None
    public_host: HostOrAddress | None = None
    internal_host: HostOrAddress | None = None
    port_from: _Port | None = None
    port_to: _Port | None = None
    cpu_millis: _Cpu | None = None
    memory_mb: _Memory | None = None
    disk_gb: _Disk | None = None
    cpu_overcommit_percent: _CpuPercent | None = None
    memory_overcommit_percent: _MemoryPercent | None = None
    labels: _Labels | None = None


class DriverRead(BaseModel):
    """A driver, and the JSON Schema of what it asks of a node; `writeOnly` fields are secrets."""

    name: str
    settings_schema: dict[str, Any]


class DriverList(BaseModel):
    """The drivers that are registered here."""

    items: list[DriverRead]


class CheckName(StrEnum):
    """What a connection test looks at, in its order."""

    ENGINE = "engine"
    ENCRYPTION = "encryption"
    CAPACITY = "capacity"
    PORTS = "ports"
    IMAGES = "images"


class CheckOutcome(StrEnum):
    """How one look ended; a warning stops nothing."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class NodeCheck(BaseModel):
    """One fact of a test: `code` and `params` fill the reader's translation of it."""

    check: CheckName
    outcome: CheckOutcome
    code: str
    params: dict[str, Any] = {}


class NodeTestRead(BaseModel):
    """A connection test; it is `done` within half a minute."""

    id: UUID
    node_id: UUID | None
    state: NodeTestState
    checks: list[NodeCheck]
    created_at: datetime
    finished_at: datetime | None


class NodeQuery(ListQuery):
    """Which nodes to list."""

    sort: Sort[Literal["created_at", "-created_at", "name", "-name"]] = ["name"]
    state: list[NodeState] | None = None


NodePage = PageRead[NodeRead]


class NodeRegistration(BaseModel):
    """A node as it introduces itself; known again by its name.

    `host` is the address its services listen on. The size is the machine's own; what may be
    reserved is that size times the over-commit (percent).
    """

    name: str
    region: str
    kind: ServiceKind
    driver: str
    endpoint: str = ""
    host: HostOrAddress
    public_host: HostOrAddress = ""
    internal_host: HostOrAddress = ""
    network_mode: str = "bridge"
    engine_version: str = ""
    port_from: int = Field(ge=1024, le=65535)
    port_to: int = Field(ge=1024, le=65535)
    cpu_millis: int = Field(ge=0)
    memory_mb: int = Field(ge=0)
    disk_gb: int = Field(ge=0)
    cpu_overcommit_percent: int = Field(default=100, ge=100, le=3200)
    memory_overcommit_percent: int = Field(default=100, ge=100, le=400)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        check_reach(self.host, self.public_host, self.port_from, self.port_to)
        return self


class NodeOptions(BaseModel):
    """What an operator says of a node; what is left out is found or usual."""

    name: str | None = None
    region: str | None = None
    driver: str | None = None
    endpoint: str | None = None
    host: HostOrAddress | None = None
    public_host: HostOrAddress | None = None
    internal_host: HostOrAddress | None = None
    port_from: int | None = None
    port_to: int | None = None
    cpu_millis: int | None = None
    memory_mb: int | None = None
    disk_gb: int | None = None
    cpu_overcommit_percent: int | None = None
    memory_overcommit_percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class RegisteredNode:
    """What a registration made of a node: whether it is new, and which values it changed."""

    node_id: UUID
    created: bool
    changed: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class NodeAddress:
    """Where a node is and who speaks with it."""

    node_id: UUID
    node_name: str
    state: NodeState
    driver: str
    endpoint: str
    host: str
    public_host: str
    network_mode: str
    internal_host: str = ""
    credentials: str = field(default="", repr=False)

    @property
    def probe_host(self) -> str:
        """The name or address under which the panel itself reaches the services' ports."""
        return self.internal_host or (self.public_host if everywhere(self.host) else self.host)


@dataclass(frozen=True, kw_only=True)
class Placement(NodeAddress):
    """The place of one service."""

    port: int

    @property
    def address(self) -> str:
        """The URL under which the service is reached."""
        return _url(self.public_host or self.host, self.port)

    @property
    def probe_address(self) -> str:
        """The URL under which the panel itself asks whether the service answers."""
        return _url(self.probe_host, self.port)


@dataclass(frozen=True, kw_only=True)
class ResourceRequest:
    """What a service asks of a node, and what it has tried already."""

    service_id: UUID
    kind: ServiceKind
    size: Size
    avoid_nodes: Sequence[UUID] = ()
    avoid_ports: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class NodeSettings:
    """What a driver made of its settings: the columns of a node, and its secrets by name."""

    endpoint: str
    network_mode: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class NodeFindings:
    """What a look at a node found; `error` is the code of what stopped it.

    Sizes are thousandths of a core, MiB and GiB (0: not known), `images` what they are asked by.
    """

    error: str = ""
    version: str = ""
    cpu_millis: int = 0
    memory_mb: int = 0
    disk_gb: int = 0
    ports: frozenset[int] = frozenset()
    images: frozenset[str] = frozenset()
