"""What is said about nodes: over the API, and to the features above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.hosts import HostOrAddress
from app.dao.query import ListQuery, PageRead, Sort
from app.features.catalog.schemas import ServiceKind
from app.features.nodes.models import NodeState

__all__ = [
    "NodeAddress",
    "NodePage",
    "NodeQuery",
    "NodeRead",
    "NodeRegistration",
    "NodeState",
    "Placement",
    "ResourceRequest",
    "Size",
]


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
    version: str
    state: NodeState
    host: str
    network_mode: str
    capacity: Size
    reserved: Size
    services: Annotated[int, Field(description="How many services have a place here")]
    last_seen_at: datetime | None
    created_at: datetime


class NodeQuery(ListQuery):
    """Which nodes to list."""

    sort: Sort[Literal["created_at", "-created_at", "name", "-name"]] = ["name"]
    state: list[NodeState] | None = None


NodePage = PageRead[NodeRead]


class NodeRegistration(BaseModel):
    """A node as it introduces itself; known again by its name."""

    name: str
    region: str
    kind: ServiceKind
    driver: str
    endpoint: str = ""
    host: HostOrAddress
    public_host: HostOrAddress = ""
    network_mode: str = "bridge"
    version: str = ""
    port_from: int
    port_to: int
    cpu_millis: int
    memory_mb: int
    disk_gb: int


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


@dataclass(frozen=True, kw_only=True)
class Placement(NodeAddress):
    """The place of one service."""

    port: int

    @property
    def address(self) -> str:
        """The URL under which the service is reached."""
        host = self.public_host or self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class ResourceRequest:
    """What a service asks of a node, and what it has tried already."""

    service_id: UUID
    kind: ServiceKind
    size: Size
    avoid_nodes: Sequence[UUID] = ()
    avoid_ports: Sequence[int] = ()
