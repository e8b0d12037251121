"""What people and staff look at."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.actions import granted
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.dao.session import Reads
from app.features.deployments.dao.reads import (
    ADMIN_OPERATION,
    ADMIN_OPERATIONS,
    OPERATION,
    OPERATIONS,
    SUMMARY,
    admin_services,
    services,
)
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.schemas import (
    REQUIRES,
    STAFF_REQUIRES,
    Action,
    AdminOperationQuery,
    AdminServiceQuery,
    LogsRead,
    OfService,
    OperationQuery,
    ServiceQuery,
)
from app.features.deployments.service import logs


def granted_actions(principal: Principal) -> frozenset[Action]:
    """Return the actions a member of the account may do in some state."""
    return granted(REQUIRES, principal.permissions)


async def read_services(reads: Reads, principal: Principal, query: ServiceQuery) -> bytes:
    """Page of `ServiceRead`; each names what the caller may do with it."""
    return await services(granted_actions(principal)).page(reads, query, principal.scope())


async def read_service(reads: Reads, principal: Principal, service_id: UUID) -> bytes:
    """`ServiceRead`; raises NotFoundError, for another account's too."""
    return await services(granted_actions(principal)).get(reads, service_id, principal.scope())


async def read_summary(reads: Reads, principal: Principal) -> bytes:
    """Counts of the account's services by state."""
    return await SUMMARY.get(reads, principal.account, principal.scope())


async def read_operations(
    reads: Reads, principal: Principal, service_id: UUID, query: OperationQuery
) -> bytes:
    """Page of `OperationRead`, without logs; raises NotFoundError for a service of others."""
    await read_service(reads, principal, service_id)
    narrowed = OfService(service_id=service_id, **query.model_dump(exclude_unset=True))
    return await OPERATIONS.page(reads, narrowed, principal.scope())


async def read_operation(reads: Reads, principal: Principal, operation_id: UUID) -> bytes:
    """`OperationDetailRead`, with the end of its log; raises NotFoundError."""
    return await OPERATION.get(reads, operation_id, principal.scope())


async def service_logs(reads: Reads, principal: Principal, service_id: UUID, tail: int) -> LogsRead:
    """Return the last lines a service wrote; raises NotFoundError, UnavailableError."""
    await read_service(reads, principal, service_id)
    return await logs.read_logs(service_id, tail)


async def staff_logs(reads: Reads, staff: Principal, service_id: UUID, tail: int) -> LogsRead:
    """Return the last lines that anybody's service wrote; raises as `service_logs`."""
    await read_admin_service(reads, staff, service_id)
    return await logs.read_logs(service_id, tail)


async def read_admin_services(
    reads: Reads, principal: Principal, query: AdminServiceQuery
) -> bytes:
    """Page of `AdminServiceRead`, over all accounts."""
    return await staffs_services(principal).page(reads, query, Scope.all())


async def read_admin_service(reads: Reads, principal: Principal, service_id: UUID) -> bytes:
    """`AdminServiceRead`; raises NotFoundError."""
    return await staffs_services(principal).get(reads, service_id, Scope.all())


def staffs_services(staff: Principal) -> JsonQuery:
    """Return every service, with what this member of staff may do to it."""
    return admin_services(granted(STAFF_REQUIRES, staff.staff_permissions))


async def read_admin_operations(reads: Reads, query: AdminOperationQuery) -> bytes:
    """Page of `AdminOperationRead`, over all accounts, without logs."""
    return await ADMIN_OPERATIONS.page(reads, query, Scope.all())


async def read_admin_operation(reads: Reads, operation_id: UUID) -> bytes:
    """`AdminOperationDetailRead`, with the end of its log; raises NotFoundError."""
    return await ADMIN_OPERATION.get(reads, operation_id, Scope.all())


async def owns_services(
    session: AsyncSession, account_id: UUID, services: Collection[UUID]
) -> bool:
    """Whether all of these services are the account's (the port of `accounts`)."""
    return await ServiceDAO(session).owned_by(account_id, services)
