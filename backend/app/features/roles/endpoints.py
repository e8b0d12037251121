"""Roles over HTTP, for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.roles import service
from app.features.roles.permissions import RoleManager, RoleReader
from app.features.roles.schemas import (
    PermissionsRead,
    RoleCreate,
    RolePatch,
    RoleQuery,
    RoleRead,
)
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

admin = Router(prefix="/admin", tags=["admin"])


@admin.get(
    "/permissions", operation_id="admin_permissions_list", summary="Every permission there is"
)
async def list_permissions(reader: RoleReader) -> PermissionsRead:
    """Return the permissions by feature, and those the reader holds."""
    return service.list_permissions(reader)


@read(admin, "/roles", answer=PageRead[RoleRead], operation_id="admin_roles_list", summary="Roles")
async def list_roles(
    reads: Reads, reader: RoleReader, query: Annotated[RoleQuery, Query()]
) -> bytes:
    """List the roles of staff with their permissions."""
    return await service.page_roles(reads, reader, query)


@read(
    admin, "/roles/{role_id}", answer=RoleRead, operation_id="admin_roles_read", summary="One role"
)
async def read_role(reads: Reads, reader: RoleReader, role_id: UUID) -> bytes:
    """Return one role."""
    return await service.read_role(reads, reader, role_id)


@admin.post("/roles", operation_id="admin_roles_create", summary="Make a role", status_code=201)
async def create_role(body: RoleCreate, session: Session, manager: RoleManager) -> RoleRead:
    """Make a role of permissions that one holds."""
    return await service.create_role(session, manager, body)


@admin.patch("/roles/{role_id}", operation_id="admin_roles_update", summary="Change a role")
async def update_role(
    role_id: UUID,
    body: RolePatch,
    session: Session,
    manager: RoleManager,
    expected: ExpectedVersion,
    forget: InvalidatePrincipals,
) -> RoleRead:
    """Change a role for everybody who holds it, from their next request on."""
    answer = await service.update_role(session, manager, role_id, body, expected)
    forget()
    return answer


@admin.delete(
    "/roles/{role_id}",
    operation_id="admin_roles_delete",
    summary="Remove a role",
    status_code=204,
)
async def delete_role(role_id: UUID, session: Session, manager: RoleManager) -> None:
    """Remove a role that nobody holds."""
    await service.delete_role(session, manager, role_id)
