"""How operations begin and end, and what that means for their service.

Every change of a service's state happens here, with the service's row locked. What is
asked for while an operation runs is kept in `next_kind`: a deletion ends the operation early, and
at its end the service converges to what is paid by then.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock, context
from app.events.deployments import (
    OperationFailed,
    OperationProgressed,
    OperationSucceeded,
    ServiceActivated,
    ServiceDeleted,
    ServiceEvent,
    ServiceFailed,
    ServiceResumed,
    ServiceStarted,
    ServiceStopped,
    ServiceSuspended,
)
from app.events.outbox import publish
from app.features.deployments.dao.operations import OperationDAO, StepDAO, job_key
from app.features.deployments.errors import ActionNotAllowedError, OperationRunningError
from app.features.deployments.models import (
    OPERATION_EDGES,
    SERVICE_EDGES,
    Operation,
    OperationKind,
    OperationState,
    OperationStep,
    Service,
    ServiceStatus,
    StepState,
)
from app.features.deployments.workflow.entitlement import required_operation
from app.features.deployments.workflow.outcome import Fail
from app.features.deployments.workflow.plans import CAPACITY_WAIT, PLANS, Plan, plan_for
from app.features.deployments.workflow.run import Run
from app.features.orders import service as orders

ADVANCE = "deployments.advance"
RELEASED = "released"
"""Remembered by a resumption that staff caused by ending their hold."""
_STATUS_AT_BEGIN = {
    OperationKind.CREATE: ServiceStatus.PROVISIONING,
    OperationKind.DELETE: ServiceStatus.DELETING,
}
_STATUS = ServiceStatus


async def begin(session: AsyncSession, service: Service, kind: OperationKind) -> Operation:
    """Begin an operation on a locked service.

    Raises OperationRunningError, and ActionNotAllowedError where its state does not allow it.
    """
    if await OperationDAO(session).live_of(service.id) is not None:
        raise OperationRunningError
    if service.status not in PLANS[kind].when:
        raise ActionNotAllowedError(status=service.status, action=kind)
    plan = plan_for(kind, stopped_before_suspend=service.stopped_before_suspend)
    actor = context.current().actor
    operation = await OperationDAO(session).add(
        Operation(
            service_id=service.id,
            account_id=service.account_id,
            kind=kind,
            step=plan.steps[0],
            plan_version=plan.version,
            run_at=clock.now(),
            deadline=_deadline(kind, plan),
            actor_kind=actor.kind,
            actor_id=actor.id,
        )
    )
    for position, name in enumerate(plan.steps):
        await StepDAO(session).add(
            OperationStep(operation_id=operation.id, position=position, name=name)
        )
    service.operation_id = operation.id
    service.failure_code, service.failure_params = None, {}
    if kind in _STATUS_AT_BEGIN and service.status is not _STATUS_AT_BEGIN[kind]:
        change_status(service, _STATUS_AT_BEGIN[kind])
    await schedule(session, operation, 0)
    await progressed(session, operation)
    return operation


async def converge(
    session: AsyncSession, service: Service, *, failed: OperationKind | None = None
) -> bool:
    """Begin what brings a locked service to what its order and subscription ask for now.

    While an operation runs the need is only noted; it is read anew at that operation's end.
    `failed` is the operation that just failed: it is not begun again at once. Returns whether
    one was begun.
    """
    kind = await required_operation(session, service)
    busy = await OperationDAO(session).live_of(service.id) is not None
    service.next_kind = kind if busy else None
    await session.flush()
    if busy or kind is None or kind is failed:
        return False
    await begin(session, service, kind)
    return True


async def apply_status(run: Run, status: ServiceStatus) -> None:
    """Write the service's new status and publish the event of the change."""
    service = await run.lock_service()
    before = service.status
    service.failure_code, service.failure_params = None, {}
    if "limits_mismatch" not in run.operation.workflow_state:
        service.repairs, service.repair_at = 0, None
    if before is not status:
        change_status(service, status)
        service.stopped_before_suspend = status is _STATUS.SUSPENDED and before is _STATUS.STOPPED
    if status is _STATUS.DELETED:
        service.deleted_at = clock.now()
    event = _event(run, before)
    if event is not None:
        await publish(run.session, event, account_id=service.account_id)


async def finish(run: Run, state: OperationState, reason: Fail | None = None) -> None:
    """End the operation, and converge the service to what is paid by now."""
    operation, service = run.operation, await run.lock_service()
    change_state(operation, state)
    operation.finished_at = clock.now()
    if state is OperationState.FAILED and reason is not None:
        operation.error_code, operation.error_params = reason.code, reason.params
        await _failed(run, reason)
    else:
        service.operation_id = None
    if state is OperationState.SUCCEEDED:
        operation.progress = 100
        event = OperationSucceeded(**_operation_fields(operation))
        await publish(run.session, event, account_id=operation.account_id)
    await run.log(f"operation {state.value}")
    service.changed_at = clock.now()
    await run.session.flush()
    failed = operation.kind if state is OperationState.FAILED else None
    await converge(run.session, service, failed=failed)


async def _failed(run: Run, reason: Fail) -> None:
    service, operation = run.service, run.operation
    service.failure_code, service.failure_params = reason.code, reason.params
    if operation.kind is OperationKind.CREATE:
        change_status(service, _STATUS.FAILED)
        await orders.record_failure(run.session, service.order_id, reason.code)
        event = ServiceFailed(**service_fields(service), code=reason.code)
        await publish(run.session, event, account_id=service.account_id)
    failed = OperationFailed(**_operation_fields(operation), code=reason.code)
    await publish(run.session, failed, account_id=operation.account_id)


async def requeue(run: Run) -> None:
    """Queue a failed operation from its first step, with fresh tries; both rows are locked."""
    operation, service = run.operation, run.service
    plan = plan_for(operation.kind, stopped_before_suspend=service.stopped_before_suspend)
    change_state(operation, OperationState.QUEUED)
    operation.workflow_state, operation.error_code, operation.error_params = {}, None, {}
    operation.attempts, operation.progress, operation.finished_at = 0, 0, None
    operation.step, operation.deadline = plan.steps[0], _deadline(operation.kind, plan)
    service.operation_id = operation.id
    service.failure_code, service.failure_params = None, {}
    if operation.kind is OperationKind.CREATE:
        change_status(service, _STATUS.PROVISIONING)
    await StepDAO(run.session).drop_undo(operation.id)
    run.steps = [step for step in run.steps if not step.undo]
    reset(run.steps)
    await run.log("run again")
    await schedule(run.session, operation, 0)
    await progressed(run.session, operation)


async def schedule(session: AsyncSession, operation: Operation, seconds: float) -> None:
    """Write the job of the operation's next revision, to run in so many seconds."""
    operation.revision += 1
    operation.run_at = clock.now() + timedelta(seconds=seconds)
    await session.flush()
    await enqueue(
        session,
        ADVANCE,
        key=job_key(operation.id, operation.revision),
        delay=seconds,
        operation_id=operation.id,
        revision=operation.revision,
    )


async def progressed(session: AsyncSession, operation: Operation) -> None:
    """Tell who watches where the operation stands."""
    event = OperationProgressed(**_operation_fields(operation))
    await publish(session, event, account_id=operation.account_id)


def change_status(service: Service, to: ServiceStatus) -> None:
    """Change a service's state along the graph; raises ActionNotAllowedError off it."""
    if to not in SERVICE_EDGES[service.status]:
        raise ActionNotAllowedError(status=service.status, action=to)
    service.status, service.changed_at = to, clock.now()


def change_state(operation: Operation, to: OperationState) -> None:
    """Change an operation's state along the graph; raises ActionNotAllowedError off it."""
    if to not in OPERATION_EDGES[operation.state]:
        raise ActionNotAllowedError(status=operation.state, action=to)
    operation.state = to


def reset(steps: Iterable[OperationStep]) -> None:
    """Make steps as if they had never run."""
    for step in steps:
        step.state, step.attempts, step.detail = StepState.PENDING, 0, None
        step.started_at = step.finished_at = None


def uuids(values: Iterable[str]) -> tuple[UUID, ...]:
    """Return ids kept as text in the workflow state."""
    return tuple(UUID(value) for value in values)


def _deadline(kind: OperationKind, plan: Plan) -> Any:  # noqa: ANN401  a datetime
    return clock.now() + (CAPACITY_WAIT if kind is OperationKind.CREATE else plan.within)


def service_fields(service: Service) -> dict[str, Any]:
    """Return what every event about a service says of it."""
    return {
        "service_id": service.id,
        "order_id": service.order_id,
        "subscription_id": service.subscription_id,
        "hostname": service.hostname,
    }


def _operation_fields(operation: Operation) -> dict[str, Any]:
    return {
        "operation_id": operation.id,
        "service_id": operation.service_id,
        "kind": operation.kind.value,
        "step": operation.step,
        "progress": operation.progress,
    }


def _event(run: Run, before: ServiceStatus) -> ServiceEvent | None:
    """Return what the end of an operation means to others; None where it only repaired."""
    service = run.service
    fields = service_fields(service)
    if service.status is before:
        return None
    if run.operation.kind is OperationKind.CREATE:
        return ServiceActivated(**fields, address=service.address or "")
    if run.operation.kind is OperationKind.SUSPEND:
        return ServiceSuspended(**fields, held=service.held)
    if run.operation.kind is OperationKind.RESUME:
        return ServiceResumed(**fields, released=RELEASED in run.operation.workflow_state)
    events: Mapping[OperationKind, type[ServiceEvent]] = {
        OperationKind.START: ServiceStarted,
        OperationKind.STOP: ServiceStopped,
        OperationKind.DELETE: ServiceDeleted,
    }
    kind = events.get(run.operation.kind)
    return kind(**fields) if kind else None
