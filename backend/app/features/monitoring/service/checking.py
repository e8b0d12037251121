"""Checks: every running service's address is asked once a minute."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.each import each
from app.core import clock
from app.dao.session import Database
from app.events.base import Event
from app.events.monitoring import CheckDown, CheckUp
from app.events.outbox import publish_all
from app.features.deployments import service as deployments
from app.features.deployments.schemas import MonitorTarget
from app.features.monitoring.dao.checks import CheckDAO, Result, StatusChange
from app.features.monitoring.models import CheckStatus
from app.features.monitoring.providers import http

DOWN_AFTER = 2
KEEP_HISTORY = timedelta(days=366)
ROUND = timedelta(seconds=60)
STALE = 3 * ROUND
"""What nobody looked at for so long is not known any more: neither up nor down."""


async def check_services(database: Database, limits: http.Limits | None = None) -> int:
    """Check every running service and tell whose status changed; return how many were checked.

    A service that does not run any more is not expected to answer: its status is unknown. Where
    the results of a round cannot be written together, each is written on its own.
    """
    async with database.unit_of_work() as session:
        stale = await CheckDAO(session).expire_stale(clock.now(), ROUND, STALE)
        targets = {target.service_id: target for target in await deployments.targets(session)}
    if stale:
        logger.warning("{} checks were not made for a while: their time is unknown", stale)
    found = await http.resolve({target.node.probe_host for target in targets.values()})
    outcomes = await http.check([_endpoint(target, found) for target in targets.values()], limits)
    at = clock.now()
    results = [Result(one.key, one.latency_ms, one.reason) for one in outcomes]
    record = partial(_record, targets, at)
    if (await each(database, [results], record)).failed:
        await each(database, [[one] for one in results], record)
    async with database.unit_of_work() as session:
        await CheckDAO(session).disable_others(list(targets), at)
    if len(results) < len(targets):
        logger.warning("no time for {} of {} checks", len(targets) - len(results), len(targets))
    return len(results)


async def _record(
    targets: Mapping[UUID, MonitorTarget],
    at: datetime,
    session: AsyncSession,
    results: Sequence[Result],
) -> None:
    if results:
        changes = await CheckDAO(session).record(results, at, DOWN_AFTER)
        await publish_all(session, _events(changes, targets))


async def pause(session: AsyncSession, service_id: UUID) -> None:
    """Expect nothing of a service unless it runs by now; may be told late, and twice."""
    await CheckDAO(session).disable_stopped([service_id], clock.now())


async def delete_old_history(session: AsyncSession) -> int:
    """Delete what is past a year of the history of up and down; return how many intervals."""
    gone = await CheckDAO(session).delete_intervals(clock.now() - KEEP_HISTORY)
    if gone:
        logger.info("retention deleted {} intervals of up and down", gone)
    return gone


def _endpoint(target: MonitorTarget, addresses: Mapping[str, str]) -> http.Endpoint[UUID]:
    """Connect to the node's own address only, whatever the URL says.

    A URL that names another host gets an address nobody can connect to, and fails as such.
    """
    node = target.node
    try:
        address = urlsplit(target.address)
        port = address.port or 80
    except ValueError:
        return http.Endpoint(target.service_id, "", 0, "")
    ours = address.scheme == "http" and address.hostname in {node.host, node.public_host}
    host = addresses.get(node.probe_host, "") if ours else ""
    return http.Endpoint(target.service_id, host, port, address.netloc, address.path or "/")


def _events(
    changes: Sequence[StatusChange], targets: Mapping[UUID, MonitorTarget]
) -> list[tuple[Event, UUID | None]]:
    events: list[tuple[Event, UUID | None]] = []
    for change in changes:
        account_id = targets[change.service_id].account_id
        if change.status is CheckStatus.DOWN:
            reason = change.reason or ""
            events.append((CheckDown(service_id=change.service_id, reason=reason), account_id))
        elif change.status is CheckStatus.UP and change.known is CheckStatus.DOWN:
            events.append((CheckUp(service_id=change.service_id, reason="answered"), account_id))
    return events
