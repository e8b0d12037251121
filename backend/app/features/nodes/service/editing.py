"""Staff make, change, drain and retire nodes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import json
from app.dao.actions import granted
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.dao.version import Expected
from app.events.audit import AuditEntry, Target, record
from app.events.nodes import NodeChanged
from app.events.outbox import publish
from app.features.nodes.audit import AuditAction
from app.features.nodes.dao import AllocationDAO, NodeDAO, NodeTestDAO, machine_size, nodes
from app.features.nodes.errors import (
    NodeInUseError,
    NodeNameTakenError,
    NodeSettingsInvalidError,
    NodeStateError,
    NodeTooSmallError,
)
from app.features.nodes.models import Node, NodeState
from app.features.nodes.schemas import (
    REQUIRES,
    NodeCreate,
    NodePatch,
    NodeQuery,
    NodeRead,
    NodeSettings,
    check_reach,
)
from app.features.nodes.service.credentials import opened, sealed
from app.features.nodes.service.placing import move
from app.features.nodes.service.ports import check_settings

_SIZES = ("cpu_millis", "memory_mb", "disk_gb")
_PERCENT = 100


async def read_nodes(reads: Reads, staff: Principal, query: NodeQuery) -> bytes:
    """Page of `NodeRead`, with what is allocated on each."""
    return await nodes(granted(REQUIRES, staff.staff_permissions)).page(reads, query, Scope.all())


async def read_node(reads: Reads, staff: Principal, node_id: UUID) -> bytes:
    """`NodeRead`; raises NotFoundError."""
    return await nodes(granted(REQUIRES, staff.staff_permissions)).get(reads, node_id, Scope.all())


async def create_node(session: AsyncSession, staff: Principal, body: NodeCreate) -> NodeRead:
    """Save a node; it takes services once it has answered for the first time.

    Raises NodeSettingsInvalidError, NodeNameTakenError.
    """
    settings = check_settings(body.driver, body.settings)
    values = body.model_dump(exclude={"settings"})
    node = Node(**(values | _capacity(values) | _columns(settings)))
    await _written(session, node)
    await _tell(session, node, AuditAction.NODE_CREATED, _said(body.model_dump()))
    return await _answer(session, staff, node)


async def update_node(
    session: AsyncSession, staff: Principal, node_id: UUID, patch: NodePatch, expected: Expected
) -> NodeRead:
    """Change a node that nobody else has changed since it was read.

    Raises PreconditionFailedError, NodeStateError for a retired one, NodeSettingsInvalidError,
    NodeNameTakenError, NodeTooSmallError.
    """
    node = await NodeDAO(session).lock(node_id)
    if node.state is NodeState.RETIRED:
        raise NodeStateError(state=node.state)
    expected.check(node)
    changed = patch.model_dump(exclude_unset=True, exclude={"settings"})
    changed = {name: value for name, value in changed.items() if value is not None}
    was = node.model_dump() | machine_size(node)
    _check_reach(was | changed)
    columns = {**changed, **_capacity(was | changed)}
    if patch.settings is not None:
        known = {"endpoint": node.endpoint, "network_mode": node.network_mode}
        asked = known | opened(node.credentials) | patch.settings
        columns |= _columns(check_settings(node.driver, asked))
    if any(columns[size] < was[f"reserved_{size}"] for size in _SIZES):
        raise NodeTooSmallError
    for name, value in columns.items():
        setattr(node, name, value)
    node.version += 1
    await _written(session, node)
    told = {name: [was[name], value] for name, value in changed.items() if was[name] != value}
    await _tell(session, node, AuditAction.NODE_CHANGED, told | _said({"settings": patch.settings}))
    return await _answer(session, staff, node)


async def drain(session: AsyncSession, staff: Principal, node_id: UUID) -> NodeRead:
    """Place nothing new on the node; raises NodeStateError where it is not ready."""
    return await _set_state(session, staff, node_id, NodeState.MAINTENANCE)


async def undrain(session: AsyncSession, staff: Principal, node_id: UUID) -> NodeRead:
    """Let services be placed on the node; raises NodeStateError where it cannot be ready."""
    return await _set_state(session, staff, node_id, NodeState.READY)


async def retire(session: AsyncSession, staff: Principal, node_id: UUID) -> NodeRead:
    """Be done with a node for ever, and forget its secrets; raises NodeInUseError."""
    node = await NodeDAO(session).lock(node_id)
    services = len(await AllocationDAO(session).services_on(node_id))
    if services:
        raise NodeInUseError(services=services)
    if node.state is not NodeState.RETIRED:
        move(node, NodeState.RETIRED)
        node.credentials, node.credential_names = "", []
        await NodeTestDAO(session).delete_of(node_id)
        await _tell(session, node, AuditAction.NODE_RETIRED, {})
    return await _answer(session, staff, node)


async def _set_state(
    session: AsyncSession, staff: Principal, node_id: UUID, to: NodeState
) -> NodeRead:
    node = await NodeDAO(session).lock(node_id)
    if node.state is not to:
        was = node.state
        move(node, to)
        await _tell(session, node, AuditAction.NODE_CHANGED, {"state": [was, to]})
    return await _answer(session, staff, node)


async def _written(session: AsyncSession, node: Node) -> None:
    """Write the node; raises NodeNameTakenError."""
    try:
        async with session.begin_nested():
            session.add(node)
            await session.flush()
    except IntegrityError as refused:
        if "uq_node_name" in str(refused.orig):
            raise NodeNameTakenError from refused
        raise


async def _tell(
    session: AsyncSession, node: Node, action: AuditAction, changes: Mapping[str, Any]
) -> None:
    await session.flush()
    entry = AuditEntry(
        action, target=Target("node", node.id), changes={"name": node.name, **changes}
    )
    await record(session, entry)
    await publish(session, NodeChanged(node_id=node.id, name=node.name), account_id=None)


async def _answer(session: AsyncSession, staff: Principal, node: Node) -> NodeRead:
    await session.flush()
    found = await read_node(TransactionReads(session), staff, node.id)
    return NodeRead.model_validate(json.loads(found))


def _capacity(values: Mapping[str, Any]) -> dict[str, int]:
    """Return what may be reserved of a machine of this size."""
    return {
        "cpu_millis": values["cpu_millis"] * values["cpu_overcommit_percent"] // _PERCENT,
        "memory_mb": values["memory_mb"] * values["memory_overcommit_percent"] // _PERCENT,
        "disk_gb": values["disk_gb"],
    }


def _columns(settings: NodeSettings) -> dict[str, Any]:
    return {
        "endpoint": settings.endpoint,
        "network_mode": settings.network_mode,
        "credentials": sealed(settings.secrets),
        "credential_names": sorted(settings.secrets),
    }


def _check_reach(values: Mapping[str, Any]) -> None:
    names = ("host", "public_host", "port_from", "port_to")
    try:
        check_reach(*(values[name] for name in names))
    except ValueError as wrong:
        raise NodeSettingsInvalidError(field="host", reason=str(wrong)) from wrong


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the audit may keep: of settings the names, never the values."""
    kept = {name: value for name, value in values.items() if name != "settings"}
    given = values.get("settings")
    return kept | ({"settings": sorted(given)} if given else {})
