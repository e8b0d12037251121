"""Where a person is signed in, and from where they came."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.auth.dependencies import PersonOnly
from app.dao.query import PageRead
from app.features.users import service
from app.features.users.schemas.devices import (
    AddressQuery,
    AddressRead,
    SessionsEnded,
    SessionsRead,
)
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/me", tags=["me"])


@router.get("/sessions", operation_id="sessions_list", summary="List one's own sessions")
async def list_sessions(principal: PersonOnly, session: Session) -> SessionsRead:
    """List where the person is signed in now, two hundred places at most."""
    items = await service.list_sessions(session, principal.user_id, principal.session_id)
    return SessionsRead(items=items)


@router.delete(
    "/sessions/{session_id}",
    operation_id="sessions_end",
    summary="End one of one's own sessions",
    status_code=204,
)
async def end_session(
    session_id: UUID, principal: PersonOnly, session: Session, forget: InvalidatePrincipals
) -> None:
    """Sign that device out, within a second everywhere."""
    await service.end_own(session, principal, session_id)
    forget(session_id)


@router.post(
    "/sessions/actions/end-others",
    operation_id="sessions_end_others",
    summary="End every other session of one's own",
)
async def end_others(
    principal: PersonOnly, session: Session, forget: InvalidatePrincipals
) -> SessionsEnded:
    """Sign every other device out, and tell how many there were."""
    ended = await service.end_own_others(session, principal)
    forget()
    return SessionsEnded(ended=ended)


@read(
    router,
    "/addresses",
    answer=PageRead[AddressRead],
    operation_id="addresses_list",
    summary="List the internet addresses one came from",
)
async def list_addresses(
    reads: Reads, principal: PersonOnly, query: Annotated[AddressQuery, Query()]
) -> bytes:
    """List addresses, one row each, the last used first."""
    return await service.read_addresses(reads, principal.user_id, query)
