"""Periodic work: health of the nodes, reconciliation, operations no job will take further."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.each import each
from app.core import clock
from app.dao.session import Database
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.providers.base import InstanceInfo, NodeFacts
from app.features.deployments.schemas import MonitorTarget
from app.features.deployments.workflow import engine, images, lifecycle, reconcile, runtime
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeAddress, NodeState

_LOOK_SECONDS = 5.0
_STRANDED = timedelta(seconds=30)
_COMPARED = frozenset({NodeState.READY, NodeState.MAINTENANCE})


async def check_nodes(database: Database) -> None:
    """Ask every node whether it is there, all at once, and note each answer on its own."""
    known = await _nodes(database)
    answers = await asyncio.gather(*(_facts(node) for node in known))
    await each(database, zip(known, answers, strict=True), _note_answer)


async def _note_answer(session: AsyncSession, answer: tuple[NodeAddress, NodeFacts | None]) -> None:
    node, facts = answer
    note = nodes.record_missed if facts is None else nodes.record_seen
    await note(session, node.node_id)


async def reconcile_nodes(database: Database) -> None:
    """Compare every reachable node with what should run on it.

    Each node is compared, and each service repaired, in a unit of work of its own.
    """
    looked_at = clock.now()
    known = [node for node in await _nodes(database) if node.state in _COMPARED]
    lists = await asyncio.gather(*(_instances(node) for node in known))
    repairs: list[reconcile.Repair] = []

    async def compare(
        session: AsyncSession, seen: tuple[NodeAddress, Sequence[InstanceInfo]]
    ) -> None:
        repairs.extend(await reconcile.compare(session, *seen, looked_at))

    seen = [(node, found) for node, found in zip(known, lists, strict=True) if found is not None]
    await each(database, seen, compare)
    async with database.unit_of_work() as session:
        repairs += await reconcile.unfinished_deletions(session, looked_at)
    await each(database, repairs, reconcile.repair)


async def fail_stranded(database: Database) -> None:
    """Fail the operations that no job will ever take further, each on its own."""
    async with database.unit_of_work() as session:
        stranded = await OperationDAO(session).stranded(clock.now() - _STRANDED)
    await each(database, stranded, _fail_stranded)


async def _fail_stranded(session: AsyncSession, operation_id: UUID) -> None:
    await engine.abandon(session, operation_id, "its job is gone")


async def _nodes(database: Database) -> list[NodeAddress]:
    async with database.unit_of_work() as session:
        return await nodes.nodes(session)


async def job_died(session: AsyncSession, job_id: UUID, task: str, reason: str) -> None:
    """Fail the operation, or the pull, whose job was given up."""
    if task not in {lifecycle.ADVANCE, images.PULL, images.REMOVE}:
        return
    job = await JobDAO(session).get(job_id)
    if task != lifecycle.ADVANCE:
        await images.give_up(
            session, UUID(job.payload["image_id"]), job.payload["revision"], reason
        )
        return
    operation = await OperationDAO(session).find(UUID(job.payload["operation_id"]))
    if operation is not None and operation.revision == job.payload["revision"]:
        await engine.abandon(session, operation.id, reason)


async def targets(session: AsyncSession) -> list[MonitorTarget]:
    """Return every service that runs, with where it does."""
    by_id = {node.node_id: node for node in await nodes.nodes(session)}
    return [
        MonitorTarget(
            service_id=service.id,
            account_id=service.account_id,
            instance=runtime.instance_name(service.id),
            address=service.address or "",
            memory_mb=service.memory_mb,
            cpu_millis=service.cpu_millis,
            node=by_id[service.node_id],
        )
        for service in await ServiceDAO(session).active()
        if service.node_id in by_id
    ]


async def _facts(node: NodeAddress) -> NodeFacts | None:
    try:
        return await runtime.call(node, lambda driver: driver.facts(), _LOOK_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever a driver does, the other nodes are asked
        logger.warning("node {} does not answer: {!r}", node.node_name, error)
        return None


async def _instances(node: NodeAddress) -> Sequence[InstanceInfo] | None:
    try:
        return await runtime.call(node, lambda driver: driver.list(), _LOOK_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever a driver does, the others are compared
        logger.warning("node {} cannot be compared: {!r}", node.node_name, error)
        return None
