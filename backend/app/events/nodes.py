"""Facts about nodes."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class NodeFact(Event):
    """What every fact about a node says of it."""

    type: ClassVar = "node"

    node_id: UUID
    name: str


class NodeUnreachable(NodeFact):
    """The node stopped answering."""

    type: ClassVar = "node.unreachable"


class NodeRecovered(NodeFact):
    """The node answers again."""

    type: ClassVar = "node.recovered"


class CapacityLow(NodeFact):
    """Little room is left on the node."""

    type: ClassVar = "capacity.low"
