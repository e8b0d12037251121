"""The people of the account, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.auth.dependencies import PersonOnly
from app.dao.query import PageRead
from app.features.accounts import service
from app.features.accounts.permissions import AccountReader, MemberManager
from app.features.accounts.schemas import MemberPatch, MemberQuery, MemberRead
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/members", tags=["members"])


@read(
    router,
    "",
    answer=PageRead[MemberRead],
    operation_id="members_list",
    summary="Who is in the account",
)
async def list_members(
    reads: Reads, principal: AccountReader, query: Annotated[MemberQuery, Query()]
) -> bytes:
    """List the people of the account with what the caller may do about each."""
    return await service.page_members(reads, principal, query)


@router.patch(
    "/{member_id}",
    operation_id="members_update",
    summary="Change a member's role, services or end",
)
async def update_member(
    member_id: UUID,
    body: MemberPatch,
    principal: MemberManager,
    session: Session,
    forget: InvalidatePrincipals,
) -> MemberRead:
    """Change somebody of a lower rank; nobody gives more than they hold."""
    answer = await service.update_member(session, principal, member_id, body)
    forget()
    return answer


@router.delete(
    "/{member_id}",
    operation_id="members_delete",
    summary="Take somebody out of the account",
    status_code=204,
)
async def remove_member(
    member_id: UUID,
    principal: MemberManager,
    session: Session,
    forget: InvalidatePrincipals,
) -> None:
    """End a membership of a lower rank, and the person's tokens for the account with it."""
    await service.remove_member(session, principal, member_id)
    forget()


@router.post(
    "/actions/leave",
    operation_id="members_leave",
    summary="Leave the account",
    status_code=204,
)
async def leave(principal: PersonOnly, session: Session, forget: InvalidatePrincipals) -> None:
    """End one's own membership; the owner hands the account over first."""
    await service.leave(session, principal)
    forget(principal.session)


@router.post(
    "/{member_id}/actions/make-owner",
    operation_id="members_make_owner",
    summary="Hand the account over",
)
async def make_owner(
    member_id: UUID,
    principal: MemberManager,
    session: Session,
    forget: InvalidatePrincipals,
) -> MemberRead:
    """Make a member the owner; the caller, who has to be the owner, stays as an admin."""
    answer = await service.make_owner(session, principal, member_id)
    forget()
    return answer
