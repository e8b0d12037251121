"""Who is staff, and who may come in at all, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.accounts.permissions import RoleAssigner, StaffReader, UserManager, UserReader
from app.features.accounts.service import people as service
from app.features.users.schemas.staff import (
    ReasonCreate,
    StaffCreate,
    StaffPatch,
    StaffQuery,
    StaffRead,
    UserAdminRead,
    UserQuery,
)
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin", tags=["admin"])


@read(
    admin,
    "/users",
    answer=PageRead[UserAdminRead],
    operation_id="admin_users_list",
    summary="Everybody who can sign in",
)
async def list_users(
    reads: Reads, reader: UserReader, query: Annotated[UserQuery, Query()]
) -> bytes:
    """List people with their accounts and roles."""
    return await service.page_users(reads, reader, query)


@read(
    admin,
    "/users/{user_id}",
    answer=UserAdminRead,
    operation_id="admin_users_read",
    summary="One person",
)
async def read_user(reads: Reads, reader: UserReader, user_id: UUID) -> bytes:
    """Return one person."""
    return await service.read_user(reads, reader, user_id)


@admin.post(
    "/users/{user_id}/actions/disable",
    operation_id="admin_users_disable",
    summary="Keep a person out",
)
async def disable_user(
    user_id: UUID,
    body: ReasonCreate,
    session: Session,
    manager: UserManager,
    forget: InvalidatePrincipals,
) -> UserAdminRead:
    """End the person's sessions and let them begin no other."""
    answer = await service.disable(session, manager, user_id, body.reason)
    forget()
    return answer


@admin.post(
    "/users/{user_id}/actions/enable",
    operation_id="admin_users_enable",
    summary="Let a person in again",
)
async def enable_user(
    user_id: UUID, body: ReasonCreate, session: Session, manager: UserManager
) -> UserAdminRead:
    """Let the person sign in."""
    return await service.enable(session, manager, user_id, body.reason)


@read(
    admin,
    "/staff",
    answer=PageRead[StaffRead],
    operation_id="admin_staff_list",
    summary="Everybody who works here",
)
async def list_staff(
    reads: Reads, _reader: StaffReader, query: Annotated[StaffQuery, Query()]
) -> bytes:
    """List the people who hold a role."""
    return await service.page_staff(reads, query)


@admin.post(
    "/staff", operation_id="admin_staff_create", summary="Make a person staff", status_code=201
)
async def appoint(
    body: StaffCreate, session: Session, assigner: RoleAssigner, forget: InvalidatePrincipals
) -> StaffRead:
    """Give a person these roles; what is given, one holds."""
    answer = await service.appoint(session, assigner, body)
    forget()
    return answer


@admin.patch("/staff/{user_id}", operation_id="admin_staff_update", summary="Change staff's roles")
async def reappoint(
    user_id: UUID,
    body: StaffPatch,
    session: Session,
    assigner: RoleAssigner,
    forget: InvalidatePrincipals,
) -> StaffRead:
    """Let a person of lower rank hold these roles and no others."""
    answer = await service.reappoint(session, assigner, user_id, body)
    forget()
    return answer
