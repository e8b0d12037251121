"""Tables of the nodes. What is reserved never exceeds the capacity: the database refuses it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core import clock
from app.dao.base import TableModel, VersionedModel, text_enum, timestamp
from app.features.catalog.schemas import ServiceKind


class NodeState(StrEnum):
    """Where a node is in its life; new services go to `ready` ones only."""

    REGISTERING = "registering"
    READY = "ready"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "unreachable"
    RETIRED = "retired"


EDGES: Mapping[NodeState, frozenset[NodeState]] = {
    NodeState.REGISTERING: frozenset({NodeState.READY, NodeState.RETIRED}),
    NodeState.READY: frozenset({NodeState.MAINTENANCE, NodeState.UNREACHABLE, NodeState.RETIRED}),
    NodeState.MAINTENANCE: frozenset({NodeState.READY, NodeState.RETIRED}),
    NodeState.UNREACHABLE: frozenset({NodeState.READY, NodeState.RETIRED}),
    NodeState.RETIRED: frozenset(),
}


class NodeTestState(StrEnum):
    """Whether a connection test has its answer yet."""

    PENDING = "pending"
    DONE = "done"


def _json(empty: str) -> Column[Any]:
    return Column(JSONB, nullable=False, server_default=text(f"'{empty}'"))


class Node(VersionedModel, table=True):
    """A machine, how to reach it, what it has and what of that is reserved."""

    __tablename__ = "node"
    __table_args__ = (
        CheckConstraint(
            "reserved_cpu_millis BETWEEN 0 AND cpu_millis"
            " AND reserved_memory_mb BETWEEN 0 AND memory_mb"
            " AND reserved_disk_gb BETWEEN 0 AND disk_gb",
            name="capacity",
        ),
        CheckConstraint(
            "cpu_overcommit_percent BETWEEN 100 AND 3200"
            " AND memory_overcommit_percent BETWEEN 100 AND 400",
            name="overcommit",
        ),
        CheckConstraint("port_from BETWEEN 1024 AND port_to AND port_to <= 65535", name="ports"),
        Index("ix_node_created", "created_at", "id"),
    )

    name: str = Field(unique=True)
    region: str
    kind: ServiceKind = text_enum(ServiceKind)
    driver: str = Field(description="The registered name of the code that talks to it")
    endpoint: str = Field(default="", description="Where the driver reaches it; empty: settings")
    host: str = Field(description="The address its services listen on")
    public_host: str = Field(default="", description="Stands in the services' URLs instead")
    internal_host: str = Field(default="", description="Where the panel itself reaches the ports")
    network_mode: str = "bridge"
    credentials: str = Field(default="", description="The driver's secrets, sealed, in base64")
    credential_names: list[str] = Field(default_factory=list, sa_column=_json("[]"))
    labels: dict[str, str] = Field(default_factory=dict, sa_column=_json("{}"))
    engine_version: str = ""
    port_from: int
    port_to: int
    state: NodeState = text_enum(NodeState, default=NodeState.REGISTERING)
    cpu_millis: int = Field(description="What may be reserved: over-commit is in it")
    memory_mb: int = Field(description="Likewise")
    disk_gb: int
    cpu_overcommit_percent: int = 100
    memory_overcommit_percent: int = 100
    reserved_cpu_millis: int = 0
    reserved_memory_mb: int = 0
    reserved_disk_gb: int = 0
    capacity_low: bool = False
    last_seen_at: datetime | None = timestamp(default=None)
    created_at: datetime = timestamp(default_factory=clock.now)


class NodeAllocation(TableModel, table=True):
    """The place of one service: its node, its port, and what is reserved for it."""

    __tablename__ = "node_allocation"
    __table_args__ = (
        UniqueConstraint("node_id", "port", name="uq_node_allocation_port"),
        CheckConstraint("cpu_millis > 0 AND memory_mb > 0 AND disk_gb > 0", name="positive"),
    )

    service_id: UUID = Field(unique=True)
    node_id: UUID = Field(foreign_key="node.id")
    port: int
    cpu_millis: int
    memory_mb: int
    disk_gb: int
    created_at: datetime = timestamp(default_factory=clock.now)


class NodeTest(TableModel, table=True):
    """A connection test of a node, saved or not: what was asked (sealed), and what was found."""

    __tablename__ = "node_test"
    __table_args__ = (Index("ix_node_test_created", "created_at"),)

    node_id: UUID | None = Field(default=None, foreign_key="node.id", index=True)
    state: NodeTestState = text_enum(NodeTestState, default=NodeTestState.PENDING)
    asked: str = Field(description="The values and secrets to try, sealed; empty once answered")
    checks: list[dict[str, Any]] = Field(default_factory=list, sa_column=_json("[]"))
    created_at: datetime = timestamp(default_factory=clock.now)
    finished_at: datetime | None = timestamp(default=None)
