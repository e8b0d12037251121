"""Invitations to the account, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from app.auth.dependencies import PUBLIC, PersonOnly
from app.dao.query import PageRead
from app.features.accounts import service
from app.features.accounts.permissions import AccountReader, InvitationRevoker, MemberManager
from app.features.accounts.schemas import (
    InvitationAccept,
    InvitationCreate,
    InvitationPreview,
    InvitationQuery,
    InvitationRead,
    MembershipRead,
)
from app.web.dependencies import Reads, Session
from app.web.idempotency import KEY_REQUIRED
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["invitations"])


@read(
    router,
    "/invitations",
    answer=PageRead[InvitationRead],
    operation_id="invitations_list",
    summary="Unanswered invitations",
)
async def list_invitations(
    reads: Reads, principal: AccountReader, query: Annotated[InvitationQuery, Query()]
) -> bytes:
    """List the invitations nobody has answered or withdrawn."""
    return await service.page_invitations(reads, principal, query)


@router.post(
    "/invitations",
    operation_id="invitations_create",
    summary="Invite somebody",
    status_code=201,
    dependencies=[KEY_REQUIRED],
)
async def invite(
    body: InvitationCreate, principal: MemberManager, session: Session
) -> InvitationRead:
    """Mail a link that is good for a week; nobody offers more than they hold."""
    return await service.invite(session, principal, body)


@router.delete(
    "/invitations/{invitation_id}",
    operation_id="invitations_delete",
    summary="Withdraw an invitation",
    status_code=204,
)
async def revoke_invitation(
    invitation_id: UUID, principal: InvitationRevoker, session: Session
) -> None:
    """Make the mailed link worthless."""
    await service.revoke_invitation(session, principal, invitation_id)


@router.get(
    "/public/invitations/{token}",
    operation_id="invitations_preview_read",
    summary="What an invitation offers",
    dependencies=[PUBLIC],
)
async def preview_invitation(
    token: Annotated[str, Path(max_length=256)], session: Session
) -> InvitationPreview:
    """Tell whoever holds the link which account it is to, and hint at the invited address."""
    return await service.preview_invitation(session, token)


@router.post(
    "/invitations/actions/accept",
    operation_id="invitations_accept",
    summary="Become a member",
)
async def accept_invitation(
    body: InvitationAccept, principal: PersonOnly, session: Session
) -> MembershipRead:
    """Join the account; the caller's confirmed address has to be the invited one."""
    return await service.accept_invitation(session, principal, body.token)
