"""What must always be true of checks."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from app.features.deployments.models import Service, ServiceStatus
from app.features.monitoring.models import CheckState, StatusInterval

# Three missed minutes; measured against the newest result, so that a pause of the workers or a
# restored backup is not taken for a check that is forgotten while others are made.
_LATE = timedelta(minutes=3)
_NEWEST = select(func.max(col(CheckState.last_checked_at))).scalar_subquery()

_FOLLOWING = select(
    col(StatusInterval.service_id),
    col(StatusInterval.started_at),
    func.lag(col(StatusInterval.ended_at))
    .over(
        partition_by=col(StatusInterval.service_id),
        order_by=(col(StatusInterval.started_at), col(StatusInterval.id)),
    )
    .label("ended_before"),
    func.row_number()
    .over(
        partition_by=col(StatusInterval.service_id),
        order_by=(col(StatusInterval.started_at), col(StatusInterval.id)),
    )
    .label("place"),
).subquery("following")

INVARIANTS: dict[str, Select[Any]] = {
    "monitoring.enabled_checks_are_fresh": select(
        col(CheckState.service_id), col(CheckState.last_checked_at)
    ).where(col(CheckState.enabled), col(CheckState.last_checked_at) < _NEWEST - _LATE),
    "monitoring.running_services_are_checked": select(col(Service.id), col(Service.hostname))
    .outerjoin(CheckState, col(CheckState.service_id) == col(Service.id))
    .where(
        col(Service.status) == ServiceStatus.ACTIVE,
        col(Service.address).is_not(None),
        col(Service.changed_at) < _NEWEST - _LATE,
        col(CheckState.enabled).is_not(True),
    ),
    "monitoring.intervals_are_contiguous": select(_FOLLOWING).where(
        _FOLLOWING.c.place > 1,
        _FOLLOWING.c.ended_before.is_distinct_from(_FOLLOWING.c.started_at),
    ),
    "monitoring.open_interval_is_the_state": select(
        col(CheckState.service_id), col(CheckState.status)
    )
    .outerjoin(
        StatusInterval,
        (col(StatusInterval.service_id) == col(CheckState.service_id))
        & col(StatusInterval.ended_at).is_(None),
    )
    .where(
        col(StatusInterval.status).is_distinct_from(col(CheckState.status))
        | col(StatusInterval.started_at).is_distinct_from(col(CheckState.since))
    ),
}
