"""Places for services, and the nodes' own states."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.events.nodes import CapacityLow, NodeChanged, NodeRecovered, NodeUnreachable
from app.events.outbox import publish
from app.features.catalog.schemas import ServiceKind
from app.features.nodes.dao import AllocationDAO, NodeDAO
from app.features.nodes.errors import NoCapacityError, NodeStateError
from app.features.nodes.models import EDGES, Node, NodeState
from app.features.nodes.schemas import NodeAddress, Placement, ResourceRequest, Size

_LOW_SHARE_PERCENT = 85
_SILENCE = timedelta(seconds=25)
_PERCENT = 100


async def reserve(
    session: AsyncSession,
    service_id: UUID,
    kind: ServiceKind,
    cpu_millis: int,
    memory_mb: int,
    disk_gb: int,
    *,
    avoid_nodes: tuple[UUID, ...] = (),
    avoid_ports: tuple[int, ...] = (),
) -> Placement:
    """Give the service a place on the least loaded ready node, or return the one it has.

    Sizes are thousandths of a core, MiB and GiB. Raises NoCapacityError and changes nothing then.
    """
    places = AllocationDAO(session)
    held = await places.placement(service_id)
    if held is not None:
        return held
    size = Size(cpu_millis=cpu_millis, memory_mb=memory_mb, disk_gb=disk_gb)
    request = ResourceRequest(
        service_id=service_id,
        kind=kind,
        size=size,
        avoid_nodes=avoid_nodes,
        avoid_ports=avoid_ports,
    )
    for node_id in await NodeDAO(session).candidates(request):
        if await _reserve_on(session, node_id, request):
            await _watch_capacity(session, node_id)
            taken = await places.placement(service_id)
            assert taken is not None  # noqa: S101  written a line above
            return taken
    raise NoCapacityError


async def name_of(session: AsyncSession, node_id: UUID) -> str:
    """Return what a node is called; raises NotFoundError."""
    return (await NodeDAO(session).get(node_id)).name


async def _reserve_on(session: AsyncSession, node_id: UUID, request: ResourceRequest) -> bool:
    """Reserve on one node. Where that fails its row is unlocked before another one is locked.

    So no transaction waits for a node while it holds one, and two cannot wait for each other.
    """
    with suppress(NoCapacityError):
        async with session.begin_nested():
            await _reserve_size_and_port(session, node_id, request)
        return True
    return False


async def _reserve_size_and_port(
    session: AsyncSession, node_id: UUID, request: ResourceRequest
) -> None:
    if not (
        await NodeDAO(session).reserve(node_id, request)
        and await AllocationDAO(session).reserve_port(node_id, request)
    ):
        raise NoCapacityError


async def placement(session: AsyncSession, service_id: UUID) -> Placement | None:
    """Return the place of a service, or None where it has none."""
    return await AllocationDAO(session).placement(service_id)


async def release(session: AsyncSession, service_id: UUID) -> None:
    """Give a service's place back; nothing happens where it has none."""
    freed = await AllocationDAO(session).drop(service_id)
    if freed is not None:
        await NodeDAO(session).release(freed)
        await _watch_capacity(session, freed.node_id)


async def nodes(session: AsyncSession) -> list[NodeAddress]:
    """Return every node that is not retired, reachable or not."""
    return await NodeDAO(session).addresses()


async def services_on(session: AsyncSession, node_id: UUID) -> frozenset[UUID]:
    """Return the services that have a place on the node."""
    return frozenset(await AllocationDAO(session).services_on(node_id))


async def record_seen(session: AsyncSession, node_id: UUID) -> None:
    """Note that the node answered; one that was away is back."""
    node = await NodeDAO(session).lock(node_id)
    node.last_seen_at = clock.now()
    if node.state is NodeState.REGISTERING:
        await publish(session, NodeChanged(node_id=node.id, name=node.name), account_id=None)
    if node.state is NodeState.UNREACHABLE:
        await publish(session, NodeRecovered(node_id=node.id, name=node.name), account_id=None)
    if node.state in {NodeState.UNREACHABLE, NodeState.REGISTERING}:
        move(node, NodeState.READY)
    await session.flush()


async def record_missed(session: AsyncSession, node_id: UUID) -> None:
    """Note that the node did not answer; after some seconds of silence it counts as unreachable."""
    node = await NodeDAO(session).lock(node_id)
    silent = node.last_seen_at is None or node.last_seen_at < clock.now() - _SILENCE
    if node.state is NodeState.READY and silent:
        move(node, NodeState.UNREACHABLE)
        await publish(session, NodeUnreachable(node_id=node.id, name=node.name), account_id=None)
        await session.flush()


async def _watch_capacity(session: AsyncSession, node_id: UUID) -> None:
    """Publish `CapacityLow` once a node passes 85 %, and again only after it had room meanwhile."""
    node = await NodeDAO(session).lock(node_id)
    low = any(
        reserved * _PERCENT > has * _LOW_SHARE_PERCENT
        for reserved, has in (
            (node.reserved_cpu_millis, node.cpu_millis),
            (node.reserved_memory_mb, node.memory_mb),
            (node.reserved_disk_gb, node.disk_gb),
        )
    )
    if low and not node.capacity_low:
        await publish(session, CapacityLow(node_id=node.id, name=node.name), account_id=None)
    node.capacity_low = low
    await session.flush()


def move(node: Node, to: NodeState) -> None:
    """Change the state along the graph; raises NodeStateError."""
    if to not in EDGES[node.state]:
        raise NodeStateError(state=node.state)
    node.state = to
