"""An account's services."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.auth.principal import Principal
from app.features.deployments import service
from app.features.deployments.permissions import ServiceManager, ServiceReader, ServiceRemover
from app.features.deployments.schemas import (
    Action,
    LogsRead,
    OperationPage,
    OperationQuery,
    OperationRead,
    ServicePage,
    ServicePatch,
    ServiceQuery,
    ServiceRead,
    ServicesSummary,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/services", tags=["services"])
_ACCEPTED = 202


@read(
    router, "", answer=ServicePage, operation_id="services_list", summary="The account's services"
)
async def list_services(
    reads: Reads, reader: ServiceReader, query: Annotated[ServiceQuery, Query()]
) -> bytes:
    """List services, newest first."""
    return await service.read_services(reads, reader, query)


@read(
    router,
    "/summary",
    answer=ServicesSummary,
    operation_id="services_summary_read",
    summary="How the account's services are",
)
async def read_summary(reads: Reads, reader: ServiceReader) -> bytes:
    """Count the services that exist, run, and need attention."""
    return await service.read_summary(reads, reader)


@read(
    router,
    "/{service_id}",
    answer=ServiceRead,
    operation_id="services_read",
    summary="One service",
)
async def read_service(reads: Reads, reader: ServiceReader, service_id: UUID) -> bytes:
    """Return a service with the operation it is in and what the caller may do."""
    return await service.read_service(reads, reader, service_id)


@read(
    router,
    "/{service_id}/operations",
    answer=OperationPage,
    operation_id="services_operations_list",
    summary="What was done to a service",
)
async def list_operations(
    reads: Reads,
    reader: ServiceReader,
    service_id: UUID,
    query: Annotated[OperationQuery, Query()],
) -> bytes:
    """List a service's operations, newest first."""
    return await service.read_operations(reads, reader, service_id, query)


@router.get("/{service_id}/logs", operation_id="services_logs_read", summary="What a service wrote")
async def read_logs(
    reads: Reads,
    reader: ServiceReader,
    service_id: UUID,
    tail: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> LogsRead:
    """Return the last lines of the service's log, oldest first."""
    return await service.service_logs(reads, reader, service_id, tail)


@router.patch("/{service_id}", operation_id="services_update", summary="Rename a service")
async def rename_service(
    session: Session, manager: ServiceManager, service_id: UUID, patch: ServicePatch
) -> ServiceRead:
    """Change the service's name; it is used from the next start on."""
    return await service.rename(session, manager, service_id, patch)


@router.post(
    "/{service_id}/actions/start",
    status_code=_ACCEPTED,
    operation_id="services_start",
    summary="Start a service",
)
async def start_service(
    session: Session, manager: ServiceManager, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to start the service; follow the operation."""
    return await _begin(session, manager, service_id, Action.START, response)


@router.post(
    "/{service_id}/actions/stop",
    status_code=_ACCEPTED,
    operation_id="services_stop",
    summary="Stop a service",
)
async def stop_service(
    session: Session, manager: ServiceManager, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to stop the service; follow the operation."""
    return await _begin(session, manager, service_id, Action.STOP, response)


@router.post(
    "/{service_id}/actions/restart",
    status_code=_ACCEPTED,
    operation_id="services_restart",
    summary="Restart a service",
)
async def restart_service(
    session: Session, manager: ServiceManager, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to restart the service; follow the operation."""
    return await _begin(session, manager, service_id, Action.RESTART, response)


@router.delete(
    "/{service_id}",
    status_code=_ACCEPTED,
    operation_id="services_delete",
    summary="Delete a service",
)
async def delete_service(
    session: Session, remover: ServiceRemover, service_id: UUID, response: Response
) -> OperationRead:
    """Begin to delete the service with its data; follow the operation."""
    return await _begin(session, remover, service_id, Action.DELETE, response)


async def _begin(
    session: Session, principal: Principal, service_id: UUID, action: Action, response: Response
) -> OperationRead:
    begun = await service.change_state(session, principal, service_id, action)
    response.headers["Location"] = f"/api/v1/operations/{begun.id}"
    return begun
