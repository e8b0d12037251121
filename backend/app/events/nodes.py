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


class NodeImageMissing(NodeEvent):
    """A service could not be set up here, for its image is not there and cannot be fetched."""

    type: ClassVar = "node.image_missing"

    image: str
    reference: str
    service_id: UUID


class NodeImageChanged(NodeEvent):
    """An image is on its way to the node, arrived, failed, or was removed; progress in percent."""

    type: ClassVar = "node.image_changed"

    image: str
    state: str
    progress: int | None = None


class NodeChanged(NodeEvent):
    """Staff made, changed, drained or retired the node."""

    type: ClassVar = "node.changed"


class NodeTested(Event):
    """A connection test has its answer; `node_id` is none where the node is not saved."""

    type: ClassVar = "node.tested"

    test_id: UUID
    node_id: UUID | None = None
