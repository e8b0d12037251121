"""What must always be true of services and operations: selects of the rows that break it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import col

from app.celery.job import Job, JobState
from app.features.billing.models import Subscription, SubscriptionStatus
from app.features.deployments.models import (
    LIVE,
    Operation,
    OperationState,
    OperationStep,
    Service,
    ServiceStatus,
    StepState,
)
from app.features.nodes.models import NodeAllocation
from app.features.orders.models import Order, OrderStatus

# Events need a moment to arrive: what changed so recently is still on its way.
_ON_ITS_WAY = timedelta(seconds=60)
_RUNS = (ServiceStatus.ACTIVE, ServiceStatus.STOPPED, ServiceStatus.SUSPENDED)
_PAYING = (
    SubscriptionStatus.TRIALING,
    SubscriptionStatus.ACTIVE,
    SubscriptionStatus.PAST_DUE,
    SubscriptionStatus.CANCEL_AT_PERIOD_END,
)

_OVER = (SubscriptionStatus.TERMINATED, SubscriptionStatus.ENDED)

_busy = (
    select(col(Operation.id))
    .where(col(Operation.service_id) == col(Service.id), col(Operation.state).in_(LIVE))
    .correlate(Service)
    .exists()
)
_placed = (
    select(col(NodeAllocation.id))
    .where(col(NodeAllocation.service_id) == col(Service.id))
    .correlate(Service)
    .exists()
)
_has_job = (
    select(col(Job.id))
    .where(
        col(Job.key) == func.concat("operation:", col(Operation.id), ":", col(Operation.revision)),
        col(Job.state).in_([JobState.PENDING, JobState.LEASED]),
    )
    .correlate(Operation)
    .exists()
)
_service = (col(Service.id), col(Service.hostname), col(Service.status))

_quiet = col(Service.changed_at) < func.now() - _ON_ITS_WAY
_billed: Select[Any] = select(*_service, col(Subscription.status).label("billing")).where(
    ~_busy, _quiet
)

# What `converge` brings to rest: a service whose status is not what billing asks for.
DIVERGENCE: dict[str, Select[Any]] = {
    "services.unpaid_ones_do_not_run": _billed.outerjoin(
        Subscription, col(Subscription.id) == col(Service.subscription_id)
    ).where(
        col(Service.status) == ServiceStatus.ACTIVE,
        or_(
            col(Subscription.id).is_(None),
            col(Subscription.status).not_in(_PAYING),
            col(Subscription.paid_through).is_(None),
            col(Subscription.paid_through)
            + func.make_interval(0, 0, 0, 0, col(Subscription.grace_hours))
            < func.now() - _ON_ITS_WAY,
        ),
    ),
    "services.paid_ones_are_not_suspended": _billed.join(
        Subscription, col(Subscription.id) == col(Service.subscription_id)
    ).where(
        col(Service.status) == ServiceStatus.SUSPENDED,
        col(Service.held_at).is_(None),
        col(Subscription.status).in_(_PAYING),
    ),
    "services.held_ones_do_not_run": select(*_service, col(Service.held_at)).where(
        ~_busy,
        _quiet,
        col(Service.held_at).is_not(None),
        col(Service.status).in_((ServiceStatus.ACTIVE, ServiceStatus.STOPPED)),
    ),
    "services.ended_ones_are_removed": _billed.join(
        Subscription, col(Subscription.id) == col(Service.subscription_id)
    ).where(
        col(Service.status).in_((*_RUNS, ServiceStatus.FAILED)),
        col(Subscription.status).in_(_OVER),
    ),
}

INVARIANTS: dict[str, Select[Any]] = DIVERGENCE | {
    "services.come_from_paid_orders": select(*_service, col(Order.status).label("order"))
    .outerjoin(Order, col(Order.id) == col(Service.order_id))
    .where(
        col(Service.status).in_((*_RUNS, ServiceStatus.PROVISIONING)),
        ~_busy,
        col(Service.changed_at) < func.now() - _ON_ITS_WAY,
        or_(
            col(Order.id).is_(None),
            col(Order.status).not_in((OrderStatus.PAID, OrderStatus.FULFILLED)),
        ),
    ),
    "services.live_ones_have_an_allocation": select(*_service).where(
        col(Service.status).in_(_RUNS), ~_placed
    ),
    "services.ended_ones_hold_no_allocation": select(*_service).where(
        col(Service.status).in_((ServiceStatus.FAILED, ServiceStatus.DELETED)), _placed
    ),
    "services.changing_ones_have_an_operation": select(*_service).where(
        col(Service.status).in_((ServiceStatus.PENDING, ServiceStatus.PROVISIONING)), ~_busy
    ),
    "services.allocations_belong_to_a_service": select(
        col(NodeAllocation.service_id), col(NodeAllocation.node_id)
    )
    .outerjoin(Service, col(Service.id) == col(NodeAllocation.service_id))
    .where(col(Service.id).is_(None)),
    "operations.one_at_a_time": select(col(Operation.service_id), func.count().label("live"))
    .where(col(Operation.state).in_(LIVE))
    .group_by(col(Operation.service_id))
    .having(func.count() > 1),
    "services.one_address_each": select(col(Service.address), func.count().label("services"))
    .where(col(Service.status).in_(_RUNS), col(Service.address).is_not(None))
    .group_by(col(Service.address))
    .having(func.count() > 1),
    "services.allocation_is_what_was_bought": select(*_service)
    .join(NodeAllocation, col(NodeAllocation.service_id) == col(Service.id))
    .where(
        (col(NodeAllocation.cpu_millis) != col(Service.cpu_millis))
        | (col(NodeAllocation.memory_mb) != col(Service.memory_mb))
        | (col(NodeAllocation.disk_gb) != col(Service.disk_gb))
    ),
    "operations.live_ones_have_their_job": select(col(Operation.id), col(Operation.step)).where(
        col(Operation.state).in_(LIVE),
        col(Operation.run_at) < func.now() - _ON_ITS_WAY,
        ~_has_job,
    ),
    "jobs.tried_so_often_only": select(col(Job.id), col(Job.task)).where(
        col(Job.attempts) > col(Job.max_attempts)
    ),
    "operations.done_means_every_step": select(col(Operation.id), col(OperationStep.name))
    .join(OperationStep, col(OperationStep.operation_id) == col(Operation.id))
    .where(
        col(Operation.state) == OperationState.SUCCEEDED,
        col(OperationStep.state) != StepState.DONE,
    ),
    "operations.failed_ones_say_why": select(col(Operation.id)).where(
        col(Operation.state) == OperationState.FAILED, col(Operation.error_code).is_(None)
    ),
}
