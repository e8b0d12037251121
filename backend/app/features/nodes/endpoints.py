"""Nodes over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.features.nodes import service
from app.features.nodes.permissions import NodeManager, NodeReader
from app.features.nodes.schemas import NodePage, NodeQuery, NodeRead
from app.web.dependencies import Reads, Session
from app.web.reads import read

admin = APIRouter(prefix="/admin", tags=["admin"])


@read(admin, "/nodes", answer=NodePage, operation_id="admin_nodes_list", summary="Nodes with usage")
async def list_nodes(
    reads: Reads, _reader: NodeReader, query: Annotated[NodeQuery, Query()]
) -> bytes:
    """List nodes with what they have and what of it is reserved."""
    return await service.read_nodes(reads, query)


@read(
    admin, "/nodes/{node_id}", answer=NodeRead, operation_id="admin_nodes_read", summary="One node"
)
async def read_node(reads: Reads, _reader: NodeReader, node_id: UUID) -> bytes:
    """Return one node."""
    return await service.read_node(reads, node_id)


@admin.post(
    "/nodes/{node_id}/actions/maintenance",
    operation_id="admin_nodes_maintenance",
    summary="Take a node out of service",
)
async def start_maintenance(session: Session, _manager: NodeManager, node_id: UUID) -> NodeRead:
    """Place nothing new on the node; what runs there runs on."""
    return await service.start_maintenance(session, node_id)


@admin.post(
    "/nodes/{node_id}/actions/activate",
    operation_id="admin_nodes_activate",
    summary="Put a node into service",
)
async def activate_node(session: Session, _manager: NodeManager, node_id: UUID) -> NodeRead:
    """Let new services be placed on the node."""
    return await service.activate(session, node_id)
