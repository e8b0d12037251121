"""Samples: read from every node, kept for a while, averaged for longer."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import zip_longest
from math import isfinite
from operator import itemgetter

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.dao.session import Database
from app.features.deployments import service as deployments
from app.features.deployments.schemas import MonitorTarget
from app.features.monitoring.dao.samples import Level, SampleDAO, SampleRecord
from app.features.monitoring.models import METRICS, Sample, SampleDay, SampleHour, SampleRollup

KEEP_SAMPLES = timedelta(days=1)
LEVELS = (
    Level(SampleRollup, Sample, timedelta(minutes=5), KEEP_SAMPLES, timedelta(days=14)),
    Level(SampleHour, SampleRollup, timedelta(hours=1), timedelta(hours=6), timedelta(days=92)),
    Level(SampleDay, SampleHour, timedelta(days=1), timedelta(days=14), timedelta(days=400)),
)
"""Averages of averages, the shortest slots first; graphs read no level further back than kept."""

_NODE_SECONDS = 8.0
_Values = tuple[float | None, ...]


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
        (target.service_id, at, *values) for answer in answers for target, values in answer
    ]
    if records:
        async with database.unit_of_work() as session:
            await SampleDAO(session).copy(sorted(records, key=itemgetter(0)))
    return len(records)


async def roll_up(session: AsyncSession) -> int:
    """Average the newest samples by five minutes; return how many averages were written."""
    return await SampleDAO(session).roll_up(LEVELS[0])


async def roll_up_further(session: AsyncSession) -> int:
    """Average the newest averages by hour and by day; return how many were written."""
    samples = SampleDAO(session)
    return sum([await samples.roll_up(level) for level in LEVELS[1:]])


async def delete_old(session: AsyncSession) -> tuple[int, int]:
    """Delete samples and averages past their time; return how many of each.

    Averages that the next level has not taken in yet wait for it, for a while.
    """
    now, samples, rolled = clock.now(), SampleDAO(session), 0
    gone = await samples.delete_samples(now - KEEP_SAMPLES)
    for level, further in zip_longest(LEVELS, LEVELS[1:]):
        rolled += await samples.delete_rollups(level, now, further)
    if gone or rolled:
        logger.info("retention deleted {} samples and {} averages", gone, rolled)
    return gone, rolled


async def _readings(targets: Sequence[MonitorTarget]) -> list[tuple[MonitorTarget, _Values]]:
    node, by_name = targets[0].node, {target.instance: target for target in targets}
    try:
        usage = await deployments.usage(node, list(by_name), _NODE_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever a driver does, the other nodes are read
        logger.warning("no readings from node {}: {!r}", node.node_name, error)
        return []
    found = [(one.name, tuple(getattr(one, name) for name in METRICS)) for one in usage]
    return [
        (by_name[name], values) for name, values in found if name in by_name and _finite(values)
    ]


def _finite(values: _Values) -> bool:
    return all(value is None or isfinite(value) for value in values)
