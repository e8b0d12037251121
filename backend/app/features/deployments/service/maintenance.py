"""Periodic work: health of the nodes, reconciliation, operations no job will take further."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.core import clock
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.providers.base import DriverError, InstanceInfo, NodeFacts
from app.features.deployments.schemas import MonitorTarget
from app.features.deployments.workflow import engine, lifecycle, reconcile, runtime, steps
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeAddress, NodeState

_LOOK_SECONDS = 5.0
_STRANDED = timedelta(seconds=30)
_COMPARED = frozenset({NodeState.READY, NodeState.MAINTENANCE})


async def check_nodes(session: AsyncSession) -> None:
    """Ask every node whether it is there, all at once, and note the answers."""
    known = await nodes.nodes(session)
    answers = await asyncio.gather(*(_facts(node) for node in known))
    for node, answer in zip(known, answers, strict=True):
        note = nodes.record_missed if answer is None else nodes.record_seen
        await note(session, node.node_id)


async def reconcile_nodes(session: AsyncSession) -> None:
    """Compare every reachable node with what should run on it."""
    looked_at = clock.now()
    known = [node for node in await nodes.nodes(session) if node.state in _COMPARED]
    lists = await asyncio.gather(*(_instances(node) for node in known))
    for node, found in zip(known, lists, strict=True):
        if found is not None:
            await reconcile.reconcile(session, node, found, looked_at)
    await reconcile.resume_deletions(session, looked_at)


async def give_up_stranded(session: AsyncSession) -> None:
    """Fail the operations that no job will ever take further."""
    for operation_id in await OperationDAO(session).stranded(clock.now() - _STRANDED):
        await engine.abandon(session, operation_id, "its job is gone")


async def job_died(session: AsyncSession, job_id: UUID, task: str, reason: str) -> None:
    """Fail the operation whose job was given up."""
    if task not in {lifecycle.ADVANCE, steps.FETCH}:
        return
    job = await JobDAO(session).get(job_id)
    operation = await OperationDAO(session).find(UUID(job.payload["operation_id"]))
    if operation is not None and operation.revision == job.payload["revision"]:
        await engine.abandon(session, operation.id, reason)


async def fetch_image(
    session: AsyncSession,
    operation_id: UUID,
    revision: int,
    target: dict[str, str],
    image: str,
    reference: str,
) -> None:
    """Have an image on a node and wake the operation that waits for it.

    The fetch comes before the first statement: however long it takes, no transaction is open.
    """
    result: str | dict[str, object] = "done"
    try:
        await runtime.prepare(target, image, reference, steps.FETCH_SECONDS)
    except DriverError as error:
        result = {
            "code": error.code,
            "detail": error.detail,
            "params": error.params,
            "retryable": error.retryable,
        }
    await engine.wake(session, operation_id, revision, result)


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
    except DriverError as error:
        logger.warning("node {} does not answer: {}", node.node_name, error)
        return None


async def _instances(node: NodeAddress) -> Sequence[InstanceInfo] | None:
    try:
        return await runtime.call(node, lambda driver: driver.list(), _LOOK_SECONDS)
    except DriverError as error:
        logger.warning("node {} cannot be compared: {}", node.node_name, error)
        return None
