"""What staff do to a customer's service against payment or the customer: holds and its end.

A hold is kept on the service; convergence reads it with what is paid, so that whatever billing
tells, twice or late, the service stays suspended until staff end the hold.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.dao.scope import Scope
from app.dao.session import TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.events.deployments import ServiceCancelled, ServiceHeld, ServiceReleased
from app.events.outbox import publish
from app.features.billing import service as billing
from app.features.deployments.audit import AuditAction
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.errors import ActionNotAllowedError
from app.features.deployments.models import OperationKind, Service, ServiceStatus
from app.features.deployments.schemas import (
    HOLDABLE,
    Action,
    AdminServiceRead,
    CancelRequest,
    SuspendRequest,
)
from app.features.deployments.service.reads import staffs_services
from app.features.deployments.workflow import lifecycle


async def suspend_by_staff(
    session: AsyncSession, staff: Principal, service_id: UUID, request: SuspendRequest
) -> AdminServiceRead:
    """Suspend anybody's service until staff resume it; what runs on it now ends first.

    The customer is told the reason. Raises NotFoundError, ActionNotAllowedError.
    """
    service = await _locked(session, service_id, Action.SUSPEND, held=False)
    service.held_at, service.hold_reason = clock.now(), request.reason
    await lifecycle.converge(session, service)
    changes = {"reason": request.reason}
    await _note(session, AuditAction.SERVICE_SUSPENDED, service, changes)
    event = ServiceHeld(**lifecycle.service_fields(service), reason=request.reason)
    await publish(session, event, account_id=service.account_id)
    return await _read(session, staff, service_id)


async def resume_by_staff(
    session: AsyncSession, staff: Principal, service_id: UUID
) -> AdminServiceRead:
    """End the hold on anybody's service; it runs again if it is paid.

    Raises NotFoundError, ActionNotAllowedError.
    """
    service = await _locked(session, service_id, Action.RESUME, held=True)
    was = service.hold_reason
    service.held_at = service.hold_reason = None
    begun = await lifecycle.converge(session, service)
    await _remember_release(session, service_id)
    stays = service.status is ServiceStatus.SUSPENDED and not begun
    unpaid = stays and service.next_kind is not OperationKind.RESUME
    await _note(session, AuditAction.SERVICE_RESUMED, service, {"reason": was})
    event = ServiceReleased(**lifecycle.service_fields(service), unpaid=unpaid)
    await publish(session, event, account_id=service.account_id)
    return await _read(session, staff, service_id)


async def _remember_release(session: AsyncSession, service_id: UUID) -> None:
    """Keep with the resumption why it is: its end is no news of a payment."""
    operation = await OperationDAO(session).live_of(service_id)
    if operation is not None and operation.kind is OperationKind.RESUME:
        operation.workflow_state = {**operation.workflow_state, lifecycle.RELEASED: True}


async def cancel_by_staff(
    session: AsyncSession, staff: Principal, service_id: UUID, request: CancelRequest
) -> AdminServiceRead:
    """End the agreement of anybody's service: at once, or when its paid period is over.

    Then it is deleted with its data, as when its customer does it; no money moves. The customer
    is told the reason. Raises NotFoundError, ActionNotAllowedError.
    """
    service = await _locked(session, service_id, Action.CANCEL)
    ends_at = await billing.cancel_subscription(
        session, service.subscription_id, at_period_end=request.at_period_end
    )
    later: datetime | None = ends_at if ends_at > clock.now() else None
    service.ends_at, service.cancel_reason = ends_at, request.reason
    changes = {"reason": request.reason, "ends": "period_end" if later else "now"}
    await _note(session, AuditAction.SERVICE_CANCELLED, service, changes)
    event = ServiceCancelled(
        **lifecycle.service_fields(service), reason=request.reason, ends_at=later
    )
    await publish(session, event, account_id=service.account_id)
    return await _read(session, staff, service_id)


async def _locked(
    session: AsyncSession, service_id: UUID, action: Action, *, held: bool | None = None
) -> Service:
    service = await ServiceDAO(session).lock(service_id)
    wrong = held is not None and service.held is not held
    if service.status not in HOLDABLE or wrong:
        raise ActionNotAllowedError(status=service.status, action=action)
    return service


async def _note(
    session: AsyncSession, action: AuditAction, service: Service, changes: Mapping[str, object]
) -> None:
    target = Target("service", service.id)
    said = {**changes, "hostname": service.hostname}
    await record(session, AuditEntry(action, service.account_id, target, said))


async def _read(session: AsyncSession, staff: Principal, service_id: UUID) -> AdminServiceRead:
    """Return the service as the unit of work has left it."""
    await session.flush()
    source = staffs_services(staff)
    found = await source.get(TransactionReads(session), service_id, Scope.all())
    return AdminServiceRead.model_validate_json(found)
