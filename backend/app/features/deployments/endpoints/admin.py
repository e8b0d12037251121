"""Everybody's services and operations, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.features.deployments import service
from app.features.deployments.permissions import StaffManager, StaffReader, StaffRemover
from app.features.deployments.schemas import (
    Action,
    AdminOperationDetailRead,
    AdminOperationPage,
    AdminOperationQuery,
    AdminServicePage,
    AdminServiceQuery,
    AdminServiceRead,
    CancelRequest,
    LogsRead,
    OperationRead,
    SuspendRequest,
)
from app.web.dependencies import Reads, Session
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin", tags=["admin"])
_ACCEPTED = 202


@read(
    admin,
    "/services",
    answer=AdminServicePage,
    operation_id="admin_services_list",
    summary="Everybody's services",
)
async def list_services(
    reads: Reads, reader: StaffReader, query: Annotated[AdminServiceQuery, Query()]
) -> bytes:
    """List services with their accounts, deleted ones too."""
    return await service.read_admin_services(reads, reader, query)


@read(
    admin,
    "/services/{service_id}",
    answer=AdminServiceRead,
    operation_id="admin_services_read",
    summary="Anybody's service",
)
async def read_service(reads: Reads, reader: StaffReader, service_id: UUID) -> bytes:
    """Return one service with its account."""
    return await service.read_admin_service(reads, reader, service_id)


@admin.get(
    "/services/{service_id}/logs",
    operation_id="admin_services_logs_read",
    summary="What anybody's service wrote",
)
async def read_logs(
    reads: Reads,
    reader: StaffReader,
    service_id: UUID,
    tail: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> LogsRead:
    """Return the last lines of the service's log, oldest first."""
    return await service.staff_logs(reads, reader, service_id, tail)


@admin.post(
    "/services/{service_id}/actions/start",
    status_code=_ACCEPTED,
    operation_id="admin_services_start",
    summary="Start anybody's service",
)
async def start_service(
    session: Session, _manager: StaffManager, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to start the service; follow the operation."""
    return await _begin(session, service_id, Action.START, response)


@admin.post(
    "/services/{service_id}/actions/stop",
    status_code=_ACCEPTED,
    operation_id="admin_services_stop",
    summary="Stop anybody's service",
)
async def stop_service(
    session: Session, _manager: StaffManager, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to stop the service; follow the operation."""
    return await _begin(session, service_id, Action.STOP, response)


@admin.post(
    "/services/{service_id}/actions/restart",
    status_code=_ACCEPTED,
    operation_id="admin_services_restart",
    summary="Restart anybody's service",
)
async def restart_service(
    session: Session, _manager: StaffManager, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to restart the service; follow the operation."""
    return await _begin(session, service_id, Action.RESTART, response)


@admin.post(
    "/services/{service_id}/actions/suspend",
    operation_id="admin_services_suspend",
    summary="Suspend anybody's service",
    dependencies=[KEY_REQUIRED],
)
async def suspend_service(
    session: Session, manager: StaffManager, service_id: UUID, body: SuspendRequest
) -> AdminServiceRead:
    """Hold the service down, paid or not, until staff resume it; the customer reads the reason."""
    return await service.suspend_by_staff(session, manager, service_id, body)


@admin.post(
    "/services/{service_id}/actions/resume",
    operation_id="admin_services_resume",
    summary="End the suspension of anybody's service",
)
async def resume_service(
    session: Session, manager: StaffManager, service_id: UUID
) -> AdminServiceRead:
    """End staff's suspension; the service runs again if it is paid."""
    return await service.resume_by_staff(session, manager, service_id)


@admin.post(
    "/services/{service_id}/actions/cancel",
    operation_id="admin_services_cancel",
    summary="End anybody's service",
    dependencies=[KEY_REQUIRED],
)
async def cancel_service(
    session: Session, remover: StaffRemover, service_id: UUID, body: CancelRequest
) -> AdminServiceRead:
    """End the agreement at once or with its paid period; then the service is deleted for good."""
    return await service.cancel_by_staff(session, remover, service_id, body)


async def _begin(
    session: Session, service_id: UUID, action: Action, response: Response
) -> OperationRead:
    begun = await service.change_state_as_staff(session, service_id, action)
    response.headers["Location"] = f"/api/v1/admin/operations/{begun.id}"
    return begun


@read(
    admin,
    "/operations",
    answer=AdminOperationPage,
    operation_id="admin_operations_list",
    summary="Everybody's operations",
)
async def list_operations(
    reads: Reads, _reader: StaffReader, query: Annotated[AdminOperationQuery, Query()]
) -> bytes:
    """List operations with their steps and errors."""
    return await service.read_admin_operations(reads, query)


@read(
    admin,
    "/operations/{operation_id}",
    answer=AdminOperationDetailRead,
    operation_id="admin_operations_read",
    summary="Anybody's operation",
)
async def read_operation(reads: Reads, _reader: StaffReader, operation_id: UUID) -> bytes:
    """Return one operation with its steps, its log and why it failed."""
    return await service.read_admin_operation(reads, operation_id)


@admin.post(
    "/operations/{operation_id}/actions/retry",
    status_code=202,
    operation_id="admin_operations_retry",
    summary="Run anybody's failed operation again",
)
async def retry_operation(
    session: Session, _manager: StaffManager, operation_id: UUID
) -> OperationRead:
    """Queue the failed operation from its first step."""
    return await service.retry_as_staff(session, operation_id)
