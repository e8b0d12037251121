"""Nodes over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.features.nodes import service
from app.features.nodes.permissions import NodeManager, NodeReader
from app.features.nodes.schemas import (
    DriverList,
    NodeCreate,
    NodePage,
    NodePatch,
    NodeQuery,
    NodeRead,
    NodeTestRead,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

admin = Router(prefix="/admin", tags=["admin"])


@read(admin, "/nodes", answer=NodePage, operation_id="admin_nodes_list", summary="Nodes with usage")
async def list_nodes(
    reads: Reads, reader: NodeReader, query: Annotated[NodeQuery, Query()]
) -> bytes:
    """List nodes with what they have and what of it is reserved."""
    return await service.read_nodes(reads, reader, query)


@admin.get("/nodes/drivers", operation_id="admin_nodes_drivers_list", summary="Drivers of nodes")
async def list_drivers(_reader: NodeReader) -> DriverList:
    """Return the drivers registered here, with the JSON Schema of what each asks of a node."""
    return DriverList(items=service.list_drivers())


@read(
    admin, "/nodes/{node_id}", answer=NodeRead, operation_id="admin_nodes_read", summary="One node"
)
async def read_node(reads: Reads, reader: NodeReader, node_id: UUID) -> bytes:
    """Return one node."""
    return await service.read_node(reads, reader, node_id)


@admin.post("/nodes", operation_id="admin_nodes_create", summary="Register a node", status_code=201)
async def create_node(body: NodeCreate, session: Session, manager: NodeManager) -> NodeRead:
    """Save a node; services are placed on it once it has answered for the first time."""
    return await service.create_node(session, manager, body)


@admin.patch("/nodes/{node_id}", operation_id="admin_nodes_update", summary="Change a node")
async def update_node(
    node_id: UUID,
    body: NodePatch,
    session: Session,
    manager: NodeManager,
    expected: ExpectedVersion,
) -> NodeRead:
    """Change a node, if nobody else has changed it since it was read."""
    return await service.update_node(session, manager, node_id, body, expected)


@admin.post(
    "/nodes/actions/test",
    operation_id="admin_nodes_draft_test",
    summary="Test a node before it is saved",
    status_code=202,
)
async def examine_new_node(
    body: NodeCreate, session: Session, _manager: NodeManager
) -> NodeTestRead:
    """Have a worker reach the node; ask for the test again until it is done."""
    return await service.begin_test(session, body)


@admin.post(
    "/nodes/{node_id}/actions/test",
    operation_id="admin_nodes_test",
    summary="Test a node",
    status_code=202,
)
async def examine_node(session: Session, _manager: NodeManager, node_id: UUID) -> NodeTestRead:
    """Have a worker reach the node; ask for the test again until it is done."""
    return await service.begin_test_of(session, node_id)


@read(
    admin,
    "/node-tests/{test_id}",
    answer=NodeTestRead,
    operation_id="admin_nodes_tests_read",
    summary="One connection test",
)
async def read_test(reads: Reads, _reader: NodeReader, test_id: UUID) -> bytes:
    """Return what a test found so far; it is kept for a day."""
    return await service.read_test(reads, test_id)


@admin.post("/nodes/{node_id}/actions/drain", operation_id="admin_nodes_drain", summary="Drain")
async def drain_node(session: Session, manager: NodeManager, node_id: UUID) -> NodeRead:
    """Place nothing new on the node; what runs there runs on."""
    return await service.drain(session, manager, node_id)


@admin.post(
    "/nodes/{node_id}/actions/undrain", operation_id="admin_nodes_undrain", summary="Undrain"
)
async def undrain_node(session: Session, manager: NodeManager, node_id: UUID) -> NodeRead:
    """Let new services be placed on the node."""
    return await service.undrain(session, manager, node_id)


@admin.post("/nodes/{node_id}/actions/retire", operation_id="admin_nodes_retire", summary="Retire")
async def retire_node(session: Session, manager: NodeManager, node_id: UUID) -> NodeRead:
    """Be done for ever with a node that has no services, and forget its secrets."""
    return await service.retire(session, manager, node_id)
