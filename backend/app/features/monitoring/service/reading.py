"""What people see of samples and checks."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError
from app.dao.scope import Scope
from app.dao.session import Reads
from app.features.monitoring.dao.reads import ADMIN_CHECKS, CHECKS, graph
from app.features.monitoring.dao.samples import RollupTable
from app.features.monitoring.models import Sample
from app.features.monitoring.schemas import AdminCheckQuery, MetricsQuery
from app.features.monitoring.service.checking import ROUND, STALE
from app.features.monitoring.service.sampling import LEVELS

_UPTIME_WINDOW = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def read_metrics(
    reads: Reads, principal: Principal, service_id: UUID, query: MetricsQuery
) -> bytes:
    """Return the graph of the caller's service; raises NotFoundError."""
    seen = _seen(principal, service_id)
    shown = _shown(query)
    shown_graph = graph(shown.table, staff=False)
    return await shown_graph.fetch_one(
        reads, service_id=seen, account_id=principal.account, **shown.grid
    )


async def read_any_metrics(reads: Reads, service_id: UUID, query: MetricsQuery) -> bytes:
    """Return the graph of anybody's service; raises NotFoundError."""
    shown = _shown(query)
    shown_graph = graph(shown.table, staff=True)
    return await shown_graph.fetch_one(reads, service_id=service_id, **shown.grid)


class _Shown(NamedTuple):
    table: type[Sample] | RollupTable
    grid: Mapping[str, Any]


def _shown(query: MetricsQuery) -> _Shown:
    """Return the grid of a stretch of time, which ends with the bucket that now is in.

    It is drawn from the longest averages that fit its step, so that a year reads no more rows
    than a day; short steps come from the samples.
    """
    step, length = query.range.step, query.range.length
    fitting = [level.table for level in LEVELS if level.slot <= step]
    now = clock.now()
    last = now - (now - _EPOCH) % step
    grid = {"step": step, "first": last - length + step, "last": last}
    return _Shown(fitting[-1] if fitting else Sample, grid)


async def read_checks(reads: Reads, principal: Principal, service_id: UUID) -> bytes:
    """Return how the check of the caller's service stands and stood; raises NotFoundError."""
    return await CHECKS.fetch_one(
        reads,
        service_id=_seen(principal, service_id),
        account_id=principal.account,
        now=clock.now(),
        window=_UPTIME_WINDOW,
        seen_for=ROUND,
        stale=STALE,
    )


def _seen(principal: Principal, service_id: UUID) -> UUID:
    """Return the service; raises NotFoundError for somebody who sees only others."""
    if principal.services is not None and service_id not in principal.services:
        raise NotFoundError
    return service_id


async def read_admin_checks(reads: Reads, query: AdminCheckQuery) -> bytes:
    """Page of `AdminCheckRead`, over all accounts."""
    return await ADMIN_CHECKS.page(reads, query, Scope.all())
