"""Where people are signed in, as staff see and end it, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.dao.query import PageRead
from app.features.users.permissions import UserManagerStepUp, UserReader
from app.features.users.schemas.devices import SessionsEnded, SessionsRead
from app.features.users.schemas.signing import SignInQuery, SignInRead
from app.features.users.schemas.staff import ReasonCreate
from app.features.users.service import user_sessions as service
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router

admin = Router(prefix="/admin/users/{user_id}", tags=["admin"])


@admin.get(
    "/sessions",
    operation_id="admin_users_sessions_list",
    summary="List where a person is signed in",
)
async def list_sessions(user_id: UUID, reader: UserReader, session: Session) -> SessionsRead:
    """List the person's live sessions, two hundred at most."""
    return SessionsRead(items=await service.sessions_of(session, reader, user_id))


@read(
    admin,
    "/sign-ins",
    answer=PageRead[SignInRead],
    operation_id="admin_users_sign_ins_list",
    summary="List the attempts to sign in as a person",
)
async def list_sign_ins(
    reads: Reads, _reader: UserReader, user_id: UUID, query: Annotated[SignInQuery, Query()]
) -> bytes:
    """List what was tried, from where, and what came of it."""
    return await service.sign_ins_of(reads, user_id, query)


@admin.post(
    "/actions/end-sessions",
    operation_id="admin_users_end_sessions",
    summary="Sign a person out everywhere",
)
async def end_sessions(
    user_id: UUID,
    body: ReasonCreate,
    manager: UserManagerStepUp,
    session: Session,
    forget: InvalidatePrincipals,
) -> SessionsEnded:
    """End every session of somebody who holds less than the caller."""
    ended = await service.end_sessions(session, manager, user_id, body.reason)
    forget()
    return SessionsEnded(ended=ended)
