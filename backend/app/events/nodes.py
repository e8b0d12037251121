"""Events about nodes."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class NodeEvent(Event):
    """What every event about a node says of it."""

    type: ClassVar = "node"

    node_id: UUID
    name: str


class NodeUnreachable(NodeEvent):
    """The node stopped answering."""

    type: ClassVar = "node.unreachable"


class NodeRecovered(NodeEvent):
    """The node answers again."""

    type: ClassVar = "node.recovered"


class CapacityLow(NodeEvent):
    """Little room is left on the node."""

    type: ClassVar = "capacity.low"
