"""What is said about the images of nodes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.core.locale import LocalizedMessage
from app.dao.query import ListQuery, PageRead, Sort
from app.features.deployments.models import NodeImageState


class NodeImageAction(StrEnum):
    """What staff may do with an image of a node."""

    PULL = "pull"
    CANCEL = "cancel"
    REMOVE = "remove"


_AGAIN = (NodeImageAction.PULL, NodeImageAction.REMOVE)
IMAGE_ACTIONS: Mapping[NodeImageState, tuple[NodeImageAction, ...]] = {
    NodeImageState.QUEUED: (NodeImageAction.CANCEL,),
    NodeImageState.PULLING: (NodeImageAction.CANCEL,),
    NodeImageState.PRESENT: _AGAIN,
    NodeImageState.FAILED: _AGAIN,
    NodeImageState.CANCELLED: _AGAIN,
    NodeImageState.MISSING: _AGAIN,
}
"""What a state leaves open; to pull what is there only looks whether it still is."""

IMAGE_REQUIRES: Mapping[NodeImageAction, Permission] = dict.fromkeys(
    NodeImageAction, Permission.NODES_MANAGE
)


class ImageProgress(BaseModel):
    """How far an image has arrived; 0 in all: the node does not say."""

    layers_done: int
    layers_total: int
    bytes_done: int
    bytes_total: Annotated[int, Field(description="Of the layers whose size is known by now")]


class NodeImageRead(BaseModel):
    """An image on a node, or on its way there."""

    id: UUID
    node_id: UUID
    node_name: str
    image: Annotated[str, Field(description="Its short name in the catalogue")]
    image_id: UUID | None
    image_name: str
    reference: Annotated[str, Field(description="What the node pulls")]
    state: NodeImageState
    progress: ImageProgress
    size_bytes: Annotated[int, Field(description="0 where the node does not say")]
    digest: str
    error: LocalizedMessage | None
    services: Annotated[int, Field(description="Services on the node that were made from it")]
    allowed_actions: list[NodeImageAction]
    verified_at: Annotated[
        datetime | None, Field(description="When it was last seen on the node; null: it is not")
    ]
    created_at: datetime
    changed_at: datetime


class NodeImageCreate(BaseModel):
    """Which image to pull."""

    model_config = ConfigDict(extra="forbid")

    image_id: UUID


class NodeImageQuery(ListQuery):
    """Which images of a node, or nodes of an image, to list."""

    sort: Sort[Literal["created_at", "-created_at", "image", "node_name"]] = ["image"]
    state: list[NodeImageState] | None = None


class OfNode(NodeImageQuery):
    """The images of one node."""

    node_id: UUID


class OfImage(NodeImageQuery):
    """The nodes of one image."""

    image_id: UUID


NodeImagePage = PageRead[NodeImageRead]
