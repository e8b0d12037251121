"""Which images are on which nodes, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.features.deployments import service
from app.features.deployments.permissions import NodeManager, NodeReader
from app.features.deployments.schemas import (
    NodeImageCreate,
    NodeImagePage,
    NodeImageQuery,
    NodeImageRead,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

node_images = Router(prefix="/admin", tags=["admin"])
_ACCEPTED = 202


@read(
    node_images,
    "/nodes/{node_id}/images",
    answer=NodeImagePage,
    operation_id="admin_nodes_images_list",
    summary="Images of a node",
)
async def list_images(
    reads: Reads, reader: NodeReader, node_id: UUID, query: Annotated[NodeImageQuery, Query()]
) -> bytes:
    """List the images on a node, and those on their way there."""
    return await service.read_node_images(reads, reader, node_id, query)


@read(
    node_images,
    "/images/{image_id}/nodes",
    answer=NodeImagePage,
    operation_id="admin_images_nodes_list",
    summary="Nodes of an image",
)
async def list_nodes(
    reads: Reads, reader: NodeReader, image_id: UUID, query: Annotated[NodeImageQuery, Query()]
) -> bytes:
    """List on which nodes an image of the catalogue is, or is on its way to."""
    return await service.read_image_nodes(reads, reader, image_id, query)


@node_images.post(
    "/nodes/{node_id}/images",
    status_code=_ACCEPTED,
    operation_id="admin_nodes_images_create",
    summary="Pull an image to a node",
)
async def pull_image(
    body: NodeImageCreate, session: Session, manager: NodeManager, node_id: UUID
) -> NodeImageRead:
    """Have a worker pull an image to the node; one that is there is only looked at.

    A pull that is under way already is the one that is answered.
    """
    return await service.pull_image(session, manager, node_id, body.image_id)


@node_images.post(
    "/nodes/{node_id}/images/{node_image_id}/actions/pull",
    status_code=_ACCEPTED,
    operation_id="admin_nodes_images_pull",
    summary="Pull an image of a node again",
)
async def pull_image_again(
    session: Session, manager: NodeManager, node_id: UUID, node_image_id: UUID
) -> NodeImageRead:
    """Try again what failed, was cancelled or went missing, or look whether the image is there."""
    return await service.pull_image_again(session, manager, node_id, node_image_id)


@node_images.post(
    "/nodes/{node_id}/images/{node_image_id}/actions/cancel",
    status_code=_ACCEPTED,
    operation_id="admin_nodes_images_cancel",
    summary="Cancel a pull",
)
async def cancel_pull(
    session: Session, manager: NodeManager, node_id: UUID, node_image_id: UUID
) -> NodeImageRead:
    """Pull the image no further; refused while a service waits for it."""
    return await service.cancel_pull(session, manager, node_id, node_image_id)


@node_images.delete(
    "/nodes/{node_id}/images/{node_image_id}",
    status_code=_ACCEPTED,
    operation_id="admin_nodes_images_remove",
    summary="Remove an image from a node",
)
async def remove_image(
    session: Session, manager: NodeManager, node_id: UUID, node_image_id: UUID
) -> NodeImageRead:
    """Have a worker remove an image that no service on the node was made from."""
    return await service.remove_image(session, manager, node_id, node_image_id)
