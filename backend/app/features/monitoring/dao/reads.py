"""What graphs and pages show of samples and checks: JSON built by PostgreSQL."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Numeric,
    Select,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import UUID, aggregate_order_by
from sqlmodel import col

from app.dao.read import JsonQuery, json_list
from app.dao.search import Related, Search
from app.features.deployments.models import Service
from app.features.monitoring.models import (
    CheckState,
    CheckStatus,
    Sample,
    SampleRollup,
    StatusInterval,
)

_PERIODS = 50
_EPOCH: ColumnElement[Any] = literal_column("TIMESTAMPTZ 'epoch'")
_MOMENT = DateTime(timezone=True)
_SERVICE = bindparam("service_id", type_=UUID())
_MINE = and_(
    col(Service.id) == _SERVICE,
    col(Service.account_id) == bindparam("account_id", type_=UUID()),
)


def _graph(
    table: type[Sample | SampleRollup], cpu: ColumnElement[Any], memory: ColumnElement[Any]
) -> JsonQuery:
    """Lay a service's averages on a grid from `first` to `last` with one bucket each `step`."""
    step, first = bindparam("step", type_=Interval()), bindparam("first", type_=_MOMENT)
    last = bindparam("last", type_=_MOMENT)
    bucket = func.date_bin(step, col(table.at), _EPOCH)
    measured = (
        select(bucket.label("at"), cpu.label("cpu"), memory.label("memory"))
        .where(
            col(table.service_id) == _SERVICE,
            col(table.at) >= first,
            col(table.at) < last + step,
        )
        .group_by(bucket)
        .subquery("measured")
    )
    buckets = func.generate_series(first, last, step, type_=_MOMENT)
    grid = buckets.table_valued("at", name="grid").render_derived()
    series = (
        select(
            _array(cast(extract("epoch", grid.c.at), BigInteger), grid.c.at).label("at"),
            _array(_rounded(measured.c.cpu), grid.c.at).label("cpu_percent"),
            _array(_rounded(measured.c.memory), grid.c.at).label("memory_mb"),
        )
        .select_from(grid.outerjoin(measured, measured.c.at == grid.c.at))
        .subquery("series")
    )
    seconds = cast(extract("epoch", step), Integer).label("step_seconds")
    rows = select(seconds, series.c.at, series.c.cpu_percent, series.c.memory_mb)
    return JsonQuery(rows=rows.select_from(Service).join(series, _MINE))


def _array(value: ColumnElement[Any], order: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.json_agg(aggregate_order_by(value, order))


def _rounded(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.round(cast(value, Numeric), 2)


RAW_GRAPH = _graph(Sample, func.avg(col(Sample.cpu_percent)), func.avg(col(Sample.memory_mb)))
ROLLED_GRAPH = _graph(
    SampleRollup,
    func.sum(col(SampleRollup.cpu_percent) * col(SampleRollup.samples))
    / func.sum(col(SampleRollup.samples)),
    func.sum(col(SampleRollup.memory_mb) * col(SampleRollup.samples))
    / func.sum(col(SampleRollup.samples)),
)

_NOW = bindparam("now", type_=_MOMENT)
_WINDOW = bindparam("window", type_=Interval())
_SEEN_FOR = bindparam("seen_for", type_=Interval())
_STALE = bindparam("stale", type_=Interval())


def _uptime() -> ColumnElement[Any]:
    """Share of the window that was up, in percent, of what was checked; null where nothing was.

    A look counts for one round: what was not looked at is neither up nor down.
    """
    seen_until = func.coalesce(col(CheckState.last_checked_at) + _SEEN_FOR, _NOW)
    end = func.least(func.coalesce(col(StatusInterval.ended_at), seen_until), _NOW)
    begin = func.greatest(col(StatusInterval.started_at), _NOW - _WINDOW)
    seconds = func.sum(extract("epoch", func.greatest(end, begin) - begin))
    up = seconds.filter(col(StatusInterval.status) == CheckStatus.UP)
    share = func.round(100 * func.coalesce(up, 0) / func.nullif(seconds, 0), 3)
    rows = select(share).where(
        col(StatusInterval.service_id) == col(Service.id),
        col(StatusInterval.status) != CheckStatus.UNKNOWN,
        col(StatusInterval.started_at) < _NOW,
        or_(col(StatusInterval.ended_at).is_(None), col(StatusInterval.ended_at) > _NOW - _WINDOW),
    )
    return rows.correlate(Service, CheckState).scalar_subquery()


_HISTORY: Select[Any] = (
    select(
        col(StatusInterval.status),
        col(StatusInterval.started_at).label("from"),
        col(StatusInterval.ended_at).label("to"),
        col(StatusInterval.reason),
    )
    .where(col(StatusInterval.service_id) == col(Service.id))
    .order_by(col(StatusInterval.started_at).desc(), col(StatusInterval.id).desc())
    .limit(_PERIODS)
    .correlate(Service)
)

CHECKS = JsonQuery(
    rows=select(
        case(
            (col(CheckState.last_checked_at) >= _NOW - _STALE, col(CheckState.status)),
            else_=CheckStatus.UNKNOWN.value,
        ).label("status"),
        _uptime().label("uptime_24h"),
        col(CheckState.last_checked_at),
        col(CheckState.latency_ms),
        json_list(_HISTORY).label("history"),
    )
    .select_from(Service)
    .outerjoin(CheckState, col(CheckState.service_id) == col(Service.id))
    .where(_MINE),
)

ADMIN_CHECKS = JsonQuery(
    rows=select(
        col(CheckState.service_id),
        col(Service.account_id),
        col(Service.hostname),
        col(Service.address),
        col(CheckState.enabled),
        col(CheckState.status),
        col(CheckState.since),
        col(CheckState.last_checked_at),
        col(CheckState.latency_ms),
        col(CheckState.failures),
        col(CheckState.reason),
    ).join(Service, col(Service.id) == col(CheckState.service_id)),
    key=col(CheckState.service_id),
    count_from=CheckState,
    search=Search(
        related=(
            Related(
                col(CheckState.service_id),
                select(col(Service.id)),
                (col(Service.hostname), col(Service.address)),
            ),
        )
    ),
)
