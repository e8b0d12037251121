"""Samples: read from every node, kept for a while, averaged for longer."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from math import isfinite

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.dao.session import Database
from app.features.deployments import service as deployments
from app.features.deployments.schemas import MonitorTarget
from app.features.monitoring.dao.samples import SampleDAO, SampleRecord

SLOT = timedelta(minutes=5)
KEEP_SAMPLES = timedelta(days=1)
KEEP_ROLLUPS = timedelta(days=90)
_NODE_SECONDS = 8.0


async def take_samples(database: Database) -> int:
    """Ask every node once, all at a time, and write what its services use; return how many do.

    A node that fails or is late costs its own readings only.
    """
    at = clock.now()
    by_node: dict[object, list[MonitorTarget]] = defaultdict(list)
    async with database.unit_of_work() as session:
        targets = await deployments.targets(session)
    for target in targets:
        by_node[target.node.node_id].append(target)
    answers = await asyncio.gather(*(_readings(targets) for targets in by_node.values()))
    records: list[SampleRecord] = [
        (target.service_id, at, cpu_percent, memory_mb)
        for answer in answers
        for target, cpu_percent, memory_mb in answer
    ]
    if records:
        async with database.unit_of_work() as session:
            await SampleDAO(session).copy(sorted(records))
    return len(records)


async def roll_up(session: AsyncSession) -> int:
    """Average the newest samples by five minutes; return how many averages were written."""
    return await SampleDAO(session).roll_up(SLOT)


async def delete_old(session: AsyncSession) -> tuple[int, int]:
    """Delete samples and averages past their time; return how many of each."""
    now, samples = clock.now(), SampleDAO(session)
    gone = await samples.delete_samples(now - KEEP_SAMPLES)
    rolled = await samples.delete_rollups(now - KEEP_ROLLUPS)
    if gone or rolled:
        logger.info("retention deleted {} samples and {} averages", gone, rolled)
    return gone, rolled


async def _readings(
    targets: Sequence[MonitorTarget],
) -> list[tuple[MonitorTarget, float, float]]:
    node, by_name = targets[0].node, {target.instance: target for target in targets}
    try:
        usage = await deployments.usage(node, list(by_name), _NODE_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever a driver does, the other nodes are read
        logger.warning("no readings from node {}: {!r}", node.node_name, error)
        return []
    return [
        (by_name[one.name], one.cpu_percent, one.memory_mb)
        for one in usage
        if one.name in by_name and isfinite(one.cpu_percent) and isfinite(one.memory_mb)
    ]
