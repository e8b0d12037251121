"""SQL on nodes and the places on them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlmodel import col

from app.core import clock
from app.core.ids import new_id
from app.dao.actions import by_state
from app.dao.base import BaseDAO
from app.dao.keyset import by_name
from app.dao.read import JsonQuery, json_object
from app.dao.search import Search
from app.dao.upsert import Upsert, excluded
from app.features.nodes.errors import NodeStateError
from app.features.nodes.models import Node, NodeAllocation, NodeState, NodeTest
from app.features.nodes.schemas import (
    ACTIONS,
    NodeAction,
    NodeAddress,
    NodeRegistration,
    Placement,
    ResourceRequest,
)

READY = select(col(Node.id)).where(col(Node.state) == NodeState.READY)
"""The nodes that take services."""

_SIZES = ("cpu_millis", "memory_mb", "disk_gb")
_OVERCOMMIT = {
    "cpu_millis": "cpu_overcommit_percent",
    "memory_mb": "memory_overcommit_percent",
}
_WHOLE = 100


def _capacity(size: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(Node, size)
    return column


def _reserved(size: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(Node, f"reserved_{size}")
    return column


def _share(size: str) -> ColumnElement[Any]:
    return _reserved(size).cast(Float) / func.greatest(_capacity(size), 1)


_LOAD = func.greatest(*(_share(size) for size in _SIZES))


def _machine(size: str) -> ColumnElement[Any]:
    percent = _OVERCOMMIT.get(size)
    if percent is None:
        return _capacity(size)
    column: ColumnElement[Any] = getattr(Node, percent)
    return (_capacity(size) * _WHOLE + column - 1) // column


_SERVICES = (
    select(func.count())
    .select_from(NodeAllocation)
    .where(col(NodeAllocation.node_id) == col(Node.id))
    .correlate(Node)
    .scalar_subquery()
)


@lru_cache(maxsize=4)
def nodes(may: frozenset[NodeAction]) -> JsonQuery:
    """Return every node, for a reader who may do these actions."""
    empty = {NodeAction.RETIRE: _SERVICES == 0}
    return JsonQuery(
        rows=select(
            *_COLUMNS, by_state(col(Node.state), ACTIONS, may, needs=empty).label("allowed_actions")
        ),
        key=col(Node.id),
        search=Search(text=(col(Node.name), col(Node.region), col(Node.host))),
        sorts={"name": by_name(col(Node.name))},
    )


_COLUMNS: tuple[Any, ...] = (
    col(Node.id),
    col(Node.name),
    col(Node.region),
    col(Node.kind),
    col(Node.driver),
    col(Node.engine_version),
    col(Node.state),
    col(Node.host),
    col(Node.public_host),
    col(Node.internal_host),
    col(Node.endpoint),
    col(Node.network_mode),
    col(Node.credential_names).label("credentials"),
    col(Node.port_from),
    col(Node.port_to),
    col(Node.labels),
    json_object(**{size: _machine(size) for size in _SIZES}).label("size"),
    col(Node.cpu_overcommit_percent),
    col(Node.memory_overcommit_percent),
    json_object(**{size: _capacity(size) for size in _SIZES}).label("capacity"),
    json_object(**{size: _reserved(size) for size in _SIZES}).label("reserved"),
    _SERVICES.label("services"),
    col(Node.version),
    col(Node.last_seen_at),
    col(Node.created_at),
)

TESTS = JsonQuery(
    rows=select(
        col(NodeTest.id),
        col(NodeTest.node_id),
        col(NodeTest.state),
        col(NodeTest.checks),
        col(NodeTest.created_at),
        col(NodeTest.finished_at),
    ),
    key=col(NodeTest.id),
)

_ADDRESS: tuple[Any, ...] = (
    col(Node.id).label("node_id"),
    col(Node.name).label("node_name"),
    col(Node.state),
    col(Node.driver),
    col(Node.endpoint),
    col(Node.host),
    col(Node.public_host),
    col(Node.network_mode),
    col(Node.internal_host),
    col(Node.credentials),
)


def _has_room(request: ResourceRequest) -> list[ColumnElement[bool]]:
    size = request.size.model_dump()
    return [_capacity(name) - _reserved(name) >= amount for name, amount in size.items()]


_REGISTER = Upsert(
    Node,
    "(name)",
    excluded(*NodeRegistration.model_fields)
    | {size: f"greatest(excluded.{size}, node.reserved_{size})" for size in _SIZES},
)


def machine_size(node: Node) -> dict[str, int]:
    """Return the size of the machine from which a node's capacity was made by over-commit."""
    found = {size: int(getattr(node, size)) for size in _SIZES}
    for size, percent in _OVERCOMMIT.items():
        found[size] = -(-found[size] * _WHOLE // getattr(node, percent))
    return found


class NodeDAO(BaseDAO[Node]):
    """SQL on nodes."""

    model = Node

    async def upsert(self, node: NodeRegistration) -> UUID:
        """Write what the node says of itself and return its id; a known one keeps its state.

        Its capacity never falls below what is reserved already.
        """
        given = node.model_dump() | {
            name: getattr(node, name) * getattr(node, percent) // _WHOLE
            for name, percent in _OVERCOMMIT.items()
        }
        new = given | {"id": new_id(), "state": NodeState.REGISTERING, "created_at": clock.now()}
        new |= {"capacity_low": False} | {f"reserved_{size}": 0 for size in _SIZES}
        new |= {"credentials": "", "credential_names": [], "labels": {}, "version": 1}
        found: UUID = await _REGISTER.put(self.session, new)
        return found

    async def registration(self, name: str) -> NodeRegistration | None:
        """Return the node of that name as it was registered; raises NodeStateError if retired."""
        found = await self.session.scalar(select(Node).where(col(Node.name) == name))
        if found is None:
            return None
        if found.state is NodeState.RETIRED:
            raise NodeStateError(state=found.state)
        stored = found.model_dump(include=set(NodeRegistration.model_fields))
        return NodeRegistration(**(stored | machine_size(found)))

    async def addresses(self) -> list[NodeAddress]:
        """Return every node that is not retired."""
        rows = select(*_ADDRESS).where(col(Node.state) != NodeState.RETIRED)
        found = await self.session.execute(rows.order_by(col(Node.name)))
        return [NodeAddress(**row._mapping) for row in found]  # noqa: SLF001  its public name

    async def candidates(self, request: ResourceRequest) -> Sequence[UUID]:
        """Return the ready nodes with room, the least loaded first; none of them is locked."""
        rows = select(col(Node.id)).where(
            col(Node.state) == NodeState.READY,
            col(Node.kind) == request.kind,
            col(Node.id).not_in(request.avoid_nodes),
            *_has_room(request),
        )
        return (await self.session.scalars(rows.order_by(_LOAD, col(Node.name)))).all()

    async def reserve(self, node_id: UUID, request: ResourceRequest) -> bool:
        """Reserve the size on a node; False where it is not ready or has no room any more.

        The node's row stays locked until the transaction, or its savepoint, ends.
        """
        size = request.size.model_dump()
        reserved = {f"reserved_{name}": _reserved(name) + amount for name, amount in size.items()}
        statement = update(Node).where(
            col(Node.id) == node_id, col(Node.state) == NodeState.READY, *_has_room(request)
        )
        found = await self.session.scalar(
            statement.values(**reserved).returning(col(Node.id)),
            execution_options={"synchronize_session": False},
        )
        return found is not None

    async def release(self, allocation: "NodeAllocation") -> None:
        """Free what an allocation reserved on its node."""
        freed = {f"reserved_{size}": _reserved(size) - getattr(allocation, size) for size in _SIZES}
        await self.session.execute(
            update(Node).where(col(Node.id) == allocation.node_id).values(**freed),
            execution_options={"synchronize_session": False},
        )


class NodeTestDAO(BaseDAO[NodeTest]):
    """SQL on connection tests."""

    model = NodeTest

    async def delete_before(self, moment: datetime) -> None:
        """Forget the tests begun before that moment."""
        await self.session.execute(delete(NodeTest).where(col(NodeTest.created_at) < moment))

    async def delete_of(self, node_id: UUID) -> None:
        """Forget the tests of a node."""
        await self.session.execute(delete(NodeTest).where(col(NodeTest.node_id) == node_id))


class AllocationDAO(BaseDAO[NodeAllocation]):
    """SQL on places."""

    model = NodeAllocation

    async def placement(self, service_id: UUID) -> Placement | None:
        """Return the place of a service."""
        rows: Select[Any] = (
            select(*_ADDRESS, col(NodeAllocation.port))
            .join(NodeAllocation, col(NodeAllocation.node_id) == col(Node.id))
            .where(col(NodeAllocation.service_id) == service_id)
        )
        found = (await self.session.execute(rows)).one_or_none()
        return Placement(**found._mapping) if found else None  # noqa: SLF001  its public name

    async def services_on(self, node_id: UUID) -> Sequence[UUID]:
        """Return the services that have a place on a node."""
        rows = select(col(NodeAllocation.service_id)).where(col(NodeAllocation.node_id) == node_id)
        return (await self.session.scalars(rows)).all()

    async def reserve_port(self, node_id: UUID, request: ResourceRequest) -> bool:
        """Write the place with the node's first free port; False where all are taken.

        Runs after the node was locked, so its snapshot shows every port given away.
        """
        port = func.generate_series(
            select(col(Node.port_from)).where(col(Node.id) == node_id).scalar_subquery(),
            select(col(Node.port_to)).where(col(Node.id) == node_id).scalar_subquery(),
            type_=Integer,
        ).column_valued("free_port")
        used = select(col(NodeAllocation.port)).where(col(NodeAllocation.node_id) == node_id)
        values = {
            "id": literal(new_id()),
            "service_id": literal(request.service_id),
            "node_id": literal(node_id),
            "port": port,
            "created_at": literal(clock.now()),
        } | {name: literal(amount) for name, amount in request.size.model_dump().items()}
        row = (
            select(*values.values())  # type: ignore[call-overload]  # as many columns as the dict has
            .where(port.not_in(used), port.not_in(request.avoid_ports))
            .order_by(port)
            .limit(1)
        )
        statement = insert(NodeAllocation).from_select(list(values), row)
        return await self.session.scalar(statement.returning(col(NodeAllocation.port))) is not None

    async def drop(self, service_id: UUID) -> NodeAllocation | None:
        """Remove the place of a service and return what it was."""
        statement = delete(NodeAllocation).where(col(NodeAllocation.service_id) == service_id)
        found: NodeAllocation | None = await self.session.scalar(
            statement.returning(NodeAllocation),
            execution_options={"synchronize_session": False, "populate_existing": True},
        )
        return found


def _allocated(size: str) -> ColumnElement[Any]:
    total = func.coalesce(func.sum(col(getattr(NodeAllocation, size))), 0)
    rows = select(total).where(col(NodeAllocation.node_id) == col(Node.id)).correlate(Node)
    return rows.scalar_subquery()


INVARIANTS: dict[str, Select[Any]] = {
    "nodes.allocations_fit_capacity": select(col(Node.id), col(Node.name)).where(
        (_reserved("cpu_millis") > _capacity("cpu_millis"))
        | (_reserved("memory_mb") > _capacity("memory_mb"))
        | (_reserved("disk_gb") > _capacity("disk_gb")),
    ),
    "nodes.reserved_equals_allocations": select(col(Node.id), col(Node.name)).where(
        (_reserved("cpu_millis") != _allocated("cpu_millis"))
        | (_reserved("memory_mb") != _allocated("memory_mb"))
        | (_reserved("disk_gb") != _allocated("disk_gb")),
    ),
    "nodes.one_service_a_port": select(col(NodeAllocation.node_id), col(NodeAllocation.port))
    .group_by(col(NodeAllocation.node_id), col(NodeAllocation.port))
    .having(func.count() > 1),
}
