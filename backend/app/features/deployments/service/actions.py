"""What people do to their services."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.scope import Scope
from app.dao.session import TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.events.deployments import ServiceOperated
from app.events.outbox import publish
from app.features.deployments.audit import AuditAction
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.reads import OPERATIONS, services
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.errors import (
    ActionNotAllowedError,
    NotRetryableError,
    OperationRunningError,
    OrderNotPaidError,
    ServiceHeldError,
)
from app.features.deployments.models import OperationKind, OperationState, Service
from app.features.deployments.schemas import (
    ACTIONS,
    HELD_ACTIONS,
    HELD_RETRIES,
    Action,
    OperationRead,
    ServicePatch,
    ServiceRead,
)
from app.features.deployments.service.reads import granted_actions
from app.features.deployments.workflow import lifecycle
from app.features.deployments.workflow.entitlement import PAID
from app.features.deployments.workflow.run import Run
from app.features.orders import service as orders

_KINDS = {
    Action.START: OperationKind.START,
    Action.STOP: OperationKind.STOP,
    Action.RESTART: OperationKind.RESTART,
    Action.DELETE: OperationKind.DELETE,
}


async def change_state(
    session: AsyncSession, principal: Principal, service_id: UUID, action: Action
) -> OperationRead:
    """Begin to start, stop, restart or delete a service of the caller's account.

    Raises NotFoundError, OperationRunningError, ActionNotAllowedError, ServiceHeldError.
    """
    return await _begin(session, principal.scope(), service_id, action)


async def change_state_as_staff(
    session: AsyncSession, service_id: UUID, action: Action
) -> OperationRead:
    """Begin to start, stop or restart anybody's service, and tell its customer.

    Raises as `change_state`.
    """
    begun = await _begin(session, Scope.all(), service_id, action)
    service = await ServiceDAO(session).get(service_id)
    event = ServiceOperated(**lifecycle.service_fields(service), action=action)
    await publish(session, event, account_id=service.account_id)
    return begun


async def _begin(
    session: AsyncSession, scope: Scope, service_id: UUID, action: Action
) -> OperationRead:
    service = await _locked(session, scope, service_id, action)
    operation = await lifecycle.begin(session, service, _KINDS[action])
    act = AuditAction.SERVICE_DELETED if action is Action.DELETE else AuditAction.SERVICE_CHANGED
    await _note(session, act, service, {"action": action, "hostname": service.hostname})
    return await _read_operation(session, operation.id)


async def rename(
    session: AsyncSession, principal: Principal, service_id: UUID, patch: ServicePatch
) -> ServiceRead:
    """Give a service another name, which it uses from its next start on; raises as above."""
    service = await _locked(session, principal.scope(), service_id, Action.RENAME)
    changes = {"hostname": [service.hostname, patch.hostname]}
    await _note(session, AuditAction.SERVICE_CHANGED, service, changes)
    service.hostname = patch.hostname
    await session.flush()
    source = services(granted_actions(principal))
    found = await source.get(TransactionReads(session), service.id, Scope.all())
    return ServiceRead.model_validate_json(found)


async def retry(session: AsyncSession, principal: Principal, operation_id: UUID) -> OperationRead:
    """Run a failed operation of the caller's account again, from its first step.

    Raises NotFoundError, NotRetryableError, OrderNotPaidError, ServiceHeldError.
    """
    return await _retry(session, principal.scope(), operation_id)


async def retry_as_staff(session: AsyncSession, operation_id: UUID) -> OperationRead:
    """Run any failed operation again; raises as `retry`."""
    return await _retry(session, Scope.all(), operation_id)


async def _locked(session: AsyncSession, scope: Scope, service_id: UUID, action: Action) -> Service:
    service = await ServiceDAO(session, scope).lock(service_id)
    if await OperationDAO(session).live_of(service.id) is not None:
        raise OperationRunningError
    if service.held and action not in HELD_ACTIONS.get(service.status, ()):
        raise ServiceHeldError(reason=service.hold_reason)
    if action not in ACTIONS.get(service.status, ()):
        raise ActionNotAllowedError(status=service.status, action=action)
    return service


async def _retry(session: AsyncSession, scope: Scope, operation_id: UUID) -> OperationRead:
    # The engine's order of locks: the operation first, its service after it.
    operation = await OperationDAO(session, scope).lock(operation_id)
    run = await Run.load(session, operation)
    service = await run.lock_service()
    last = service.operation_id == operation.id
    if operation.state is not OperationState.FAILED or not last:
        raise NotRetryableError(state=operation.state)
    if service.held and operation.kind not in HELD_RETRIES:
        raise ServiceHeldError(reason=service.hold_reason)
    if operation.kind is OperationKind.CREATE:
        snapshot = await orders.begin_retry(session, service.order_id)
        if snapshot.status not in PAID:
            raise OrderNotPaidError
    await lifecycle.requeue(run)
    changes = {
        "kind": operation.kind,
        "service_id": str(service.id),
        "hostname": service.hostname,
    }
    target = Target("operation", operation.id)
    await record(
        session, AuditEntry(AuditAction.OPERATION_RETRIED, service.account_id, target, changes)
    )
    return await _read_operation(session, operation.id)


async def _read_operation(session: AsyncSession, operation_id: UUID) -> OperationRead:
    """Return an operation as the unit of work has left it."""
    await session.flush()
    found = await OPERATIONS.get(TransactionReads(session), operation_id, Scope.all())
    return OperationRead.model_validate_json(found)


async def _note(
    session: AsyncSession, action: AuditAction, service: Service, changes: dict[str, Any]
) -> None:
    target = Target("service", service.id)
    await record(session, AuditEntry(action, service.account_id, target, changes))
