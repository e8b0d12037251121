"""Reconciliation: what should run runs, what should not does not.

Nothing is changed from here directly. A service that is not as it should be gets an ordinary
operation (visible, retried, logged); what belongs to no service gets a job that removes it, and
only after it was seen twice, so that what is just being made is never taken for a leftover.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.services import OrphanedInstanceDAO, ServiceDAO
from app.features.deployments.models import OperationKind, Service, ServiceStatus
from app.features.deployments.providers.base import InstanceInfo, InstanceStatus
from app.features.deployments.workflow import lifecycle, runtime
from app.features.deployments.workflow.run import Run
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeAddress

REMOVE_ORPHAN = "deployments.remove_orphan"
# Seen at two comparisons (30 s apart), and no younger than this.
ORPHAN_AGE = timedelta(seconds=25)
_SETTLE = timedelta(seconds=10)
_REPAIR_SECONDS, _MAX_REPAIR_SECONDS = 30, 3600
_UP = frozenset({InstanceStatus.RUNNING, InstanceStatus.RESTARTING})
_KEPT_DOWN = {
    ServiceStatus.STOPPED: OperationKind.STOP,
    ServiceStatus.SUSPENDED: OperationKind.SUSPEND,
}


def repair_kind(service: Service, instance: InstanceInfo | None) -> OperationKind | None:
    """Return the operation that makes the instance what the panel says; None where it is.

    A start is also what gives a running instance the limits of its plan back.
    """
    up = instance is not None and instance.status in _UP
    if service.status is ServiceStatus.ACTIVE and service.held:
        return OperationKind.SUSPEND
    if service.status is ServiceStatus.ACTIVE:
        well = up and instance is not None and runtime.fits(instance.limits, service)
        return None if well else OperationKind.START
    if service.status is ServiceStatus.DELETING:
        return OperationKind.DELETE
    return _KEPT_DOWN.get(service.status) if up else None


@dataclass(frozen=True, slots=True)
class Repair:
    """A service that was not as it should be when its node was looked at."""

    service_id: UUID
    instance: InstanceInfo | None
    looked_at: datetime


async def compare(
    session: AsyncSession, node: NodeAddress, seen: Sequence[InstanceInfo], looked_at: datetime
) -> list[Repair]:
    """Compare one node's services with what was seen on it, and return what is to be repaired."""
    found = {instance.name: instance for instance in seen}
    expected = await ServiceDAO(session).present(node.node_id)
    busy = await OperationDAO(session).busy()
    repairs = [
        Repair(service.id, instance, looked_at)
        for service in expected
        for instance in [found.get(runtime.instance_name(service.id))]
        if service.id not in busy and repair_kind(service, instance) is not None
    ]
    placed = await nodes.services_on(session, node.node_id)
    names = {runtime.instance_name(service_id) for service_id in placed}
    await _orphans(session, node, found, names)
    return repairs


async def unfinished_deletions(session: AsyncSession, looked_at: datetime) -> list[Repair]:
    """Return the services whose deletion failed, wherever they were."""
    busy = await OperationDAO(session).busy()
    deleting = await ServiceDAO(session).undeleted()
    return [Repair(one.id, None, looked_at) for one in deleting if one.id not in busy]


async def repair(session: AsyncSession, found: Repair) -> bool:
    """Begin the repair of a service, unless it changed since, is busy, or was just repaired."""
    service = await ServiceDAO(session).lock(found.service_id)
    kind = repair_kind(service, found.instance)
    early = _in_backoff(service, found.instance)
    if kind is None or early or service.changed_at > found.looked_at - _SETTLE:
        return False
    if await OperationDAO(session).live_of(service.id) is not None:
        return False
    operation = await lifecycle.begin(session, service, kind)
    _count_repair(service)
    run = Run(session, operation, service)
    seen = _describe(service, found.instance)
    await run.log(f"repair: the service is {service.status.value}, {seen}")
    await session.flush()
    return True


async def repair_entitlement(session: AsyncSession, service_id: UUID) -> None:
    """Converge a service that is not what is paid; failing ones are tried ever more rarely."""
    service = await ServiceDAO(session).lock(service_id)
    waits = service.repair_at is not None and service.repair_at > clock.now()
    if not waits and await lifecycle.converge(session, service):
        _count_repair(service)
        logger.warning("service {} was not what is paid: converging", service_id)
        await session.flush()


def _count_repair(service: Service) -> None:
    service.repairs += 1
    pause = min(_REPAIR_SECONDS * 2 ** min(service.repairs, 10), _MAX_REPAIR_SECONDS)
    service.repair_at = clock.now() + timedelta(seconds=pause)


def _in_backoff(service: Service, instance: InstanceInfo | None) -> bool:
    """Tell whether the last repair was too recent.

    The pause after limits that a node refused must not keep a dead instance down.
    """
    down = instance is None or instance.status not in _UP
    only_limits = service.failure_code is None and service.status is ServiceStatus.ACTIVE
    waits = service.repair_at is not None and service.repair_at > clock.now()
    return waits and not (down and only_limits)


def _describe(service: Service, instance: InstanceInfo | None) -> str:
    if instance is None:
        return "its instance is missing"
    if instance.status not in _UP or runtime.fits(instance.limits, service):
        return f"its instance is {instance.status.value}"
    held = instance.limits
    return f"its instance has {held.cpu_millis} m of CPU and {held.memory_mb} MiB"


async def _orphans(
    session: AsyncSession,
    node: NodeAddress,
    found: Mapping[str, InstanceInfo],
    names: Iterable[str],
) -> None:
    """Note what has no place on this node; have removed what was noted before."""
    orphans = OrphanedInstanceDAO(session)
    unowned = found.keys() - set(names)
    known = {orphan.name: orphan for orphan in await orphans.on_node(node.node_id)}
    for name, orphan in known.items():
        if name not in unowned:
            await orphans.remove(orphan.id)
        elif orphan.first_seen_at <= clock.now() - ORPHAN_AGE:
            await enqueue(session, REMOVE_ORPHAN, node_id=node.node_id, name=name)
    for name in unowned - known.keys():
        logger.warning("{} runs on {} and belongs to no service", name, node.node_name)
        await orphans.note(node.node_id, name)


async def find_orphan(
    session: AsyncSession, *, node_id: UUID, name: str
) -> tuple[NodeAddress, str] | None:
    """Return where an instance is that still belongs to no service; None where it found one."""
    orphan = await OrphanedInstanceDAO(session).find_named(node_id, name)
    placed = await nodes.services_on(session, node_id)
    addresses = {node.node_id: node for node in await nodes.nodes(session)}
    owned = {runtime.instance_name(service_id) for service_id in placed}
    if orphan is None or name in owned or node_id not in addresses:
        return None
    return addresses[node_id], name


async def delete_orphan(found: tuple[NodeAddress, str]) -> None:
    """Delete an instance that belongs to no service; raises DriverError."""
    node, name = found
    await runtime.call(node, lambda driver: driver.delete(name))
    logger.warning("removed {}: it belonged to no service", name)


async def delete_orphan_record(session: AsyncSession, node_id: UUID, name: str) -> None:
    """Delete the record of an orphaned instance that is gone."""
    orphan = await OrphanedInstanceDAO(session).find_named(node_id, name)
    if orphan is not None:
        await OrphanedInstanceDAO(session).remove(orphan.id)
