"""What graphs and pages show of samples and checks: JSON built by PostgreSQL."""

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Numeric,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import UUID, aggregate_order_by
from sqlmodel import col

from app.dao.read import JsonQuery, json_list
from app.dao.search import Related, Search
from app.features.deployments.models import Service
from app.features.monitoring.dao.samples import RollupTable
from app.features.monitoring.models import (
    METRICS,
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
_ANYBODYS = col(Service.id) == _SERVICE
_MINE = and_(
    _ANYBODYS,
    col(Service.account_id) == bindparam("account_id", type_=UUID()),
)


_ALWAYS = ("cpu_percent", "memory_mb")


@cache
def graph(table: type[Sample] | RollupTable, *, staff: bool) -> JsonQuery:
    """Lay a service's averages on a grid from `first` to `last` with one bucket each `step`.

    The caller's own service, or for staff anybody's. Made when first asked for: a start has eight.
    """
    whose = _ANYBODYS if staff else _MINE
    step, first = bindparam("step", type_=Interval()), bindparam("first", type_=_MOMENT)
    last = bindparam("last", type_=_MOMENT)
    bucket = func.date_bin(step, col(table.at), _EPOCH)
    measured = (
        select(bucket.label("at"), *(_average(table, name).label(name) for name in METRICS))
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
            *(_array(_rounded(measured.c[name]), grid.c.at).label(name) for name in METRICS),
            *(func.count(measured.c[name]).label(f"{name}_count") for name in METRICS),
        )
        .select_from(grid.outerjoin(measured, measured.c.at == grid.c.at))
        .subquery("series")
    )
    seconds = cast(extract("epoch", step), Integer).label("step_seconds")
    rows = select(seconds, series.c.at, *(_offered(series, name) for name in METRICS))
    return JsonQuery(
        rows=rows.select_from(Service).join(series, whose).outerjoin(_NEWEST, literal(value=True))
    )


def _average(table: type[Sample] | RollupTable, name: str) -> ColumnElement[Any]:
    value = col(getattr(table, name))
    if table is Sample:
        return func.avg(value)
    samples = col(getattr(table, "samples"))  # noqa: B009  a Sample has none
    return func.sum(value * samples) / func.sum(samples).filter(value.is_not(None))


_NEWEST = (
    select(*(col(getattr(SampleRollup, name)) for name in METRICS))
    .where(col(SampleRollup.service_id) == _SERVICE)
    .order_by(col(SampleRollup.at).desc())
    .limit(1)
    .subquery("newest")
)


def _offered(series: Subquery, name: str) -> ColumnElement[Any]:
    """Return the values, null where neither this stretch of time nor the last measurement has any.

    So a service that stands still keeps its graphs, and one that is not measured gets none.
    """
    values: ColumnElement[Any] = series.c[name]
    if name in _ALWAYS:
        return values
    known = or_(series.c[f"{name}_count"] > 0, _NEWEST.c[name].is_not(None))
    return case((known, values)).label(name)


def _array(value: ColumnElement[Any], order: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.json_agg(aggregate_order_by(value, order))


def _rounded(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.round(cast(value, Numeric), 2)


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
