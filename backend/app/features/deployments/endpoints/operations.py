"""Operations on an account's services."""

from uuid import UUID

from fastapi import Response

from app.features.deployments import service
from app.features.deployments.permissions import ServiceManager, ServiceReader
from app.features.deployments.schemas import OperationDetailRead, OperationRead
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/operations", tags=["services"])


@read(
    router,
    "/{operation_id}",
    answer=OperationDetailRead,
    operation_id="operations_read",
    summary="One operation",
)
async def read_operation(reads: Reads, reader: ServiceReader, operation_id: UUID) -> bytes:
    """Return an operation with its steps, its log and why it failed."""
    return await service.read_operation(reads, reader, operation_id)


@router.post(
    "/{operation_id}/actions/retry",
    status_code=202,
    operation_id="operations_retry",
    summary="Run a failed operation again",
)
async def retry_operation(
    session: Session, manager: ServiceManager, operation_id: UUID, response: Response
) -> OperationRead:
    """Queue the failed operation from its first step."""
    response.headers["Location"] = f"/api/v1/operations/{operation_id}"
    return await service.retry(session, manager, operation_id)
